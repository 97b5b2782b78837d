package convergence.edge;

import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/// The `Idempotency-Key` header: a request that comes again with the same one is answered as the first time.
public final class IdempotencyKey {
  private static final String NAME = "Idempotency-Key";
  private static final int LONGEST = 255;

  private IdempotencyKey() {}

  /// Null when there is none.
  ///
  /// @throws RefusedException BadRequest: it is empty, too long, doubled, or not printable ASCII
  public static @Nullable String of(HttpRequest<?> request) {
    var sent = request.getHeaders().getAll(NAME);
    if (sent.isEmpty()) return null;
    String key = sent.getFirst();
    boolean fine =
        sent.size() == 1
            && !key.isBlank()
            && key.length() <= LONGEST
            && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (!fine)
      throw new RefusedException(
          Refusal.BadRequest.of(
              NAME, NAME + " has 1 to " + LONGEST + " printable ASCII characters."));
    return key;
  }
}
