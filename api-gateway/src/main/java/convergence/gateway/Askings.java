package convergence.gateway;

import convergence.audit.Asking;
import convergence.audit.Once;
import convergence.edge.Caller;
import convergence.edge.IdempotencyKey;
import io.micronaut.http.HttpRequest;
import java.util.Map;

/// Who asks for a change, as the books want to know it.
final class Askings {
  private Askings() {}

  static Asking of(Caller caller) {
    return new Asking(caller.tenant(), caller.actor(), null);
  }

  /// @param route the Idempotency-Key's scope, with the tenant
  static Asking of(HttpRequest<?> request, Caller caller, String route, Map<String, Object> body) {
    String key = IdempotencyKey.of(request);
    var once = key == null ? null : Once.of(caller.tenant(), route, key, body);
    return new Asking(caller.tenant(), caller.actor(), once);
  }
}
