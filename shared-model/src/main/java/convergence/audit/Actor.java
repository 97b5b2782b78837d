package convergence.audit;

import org.jspecify.annotations.Nullable;

/// Who did it, as far as the books may know: never a key, only its id.
///
/// @param apiKeyId of an API key
/// @param userId `X-User-ID`: what the caller says of itself
public record Actor(Means means, @Nullable String apiKeyId, @Nullable String userId) {
  /// The service itself: a tick, a sweep.
  public static final Actor SYSTEM = new Actor(Means.SYSTEM, null, null);

  /// How it was allowed to.
  public enum Means {
    API_KEY,
    ADMIN_KEY,
    /// Authentication was off.
    NONE,
    SYSTEM
  }
}
