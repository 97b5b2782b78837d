package convergence.directory;

import convergence.tenant.Scope;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The wish for an API key.
///
/// @param expiresAt null: never
public record ApiKeyOrder(String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
  public ApiKeyOrder {
    scopes = Set.copyOf(scopes);
  }
}
