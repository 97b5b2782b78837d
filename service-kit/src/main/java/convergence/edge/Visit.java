package convergence.edge;

import convergence.edge.RateWindow.Standing;
import io.micronaut.http.HttpRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request's way through the edge. Only the thread that works on the request at the moment touches it.
public final class Visit {
  private static final String ATTRIBUTE = "convergence.visit";
  private final String requestId;
  private @Nullable Caller caller;
  private @Nullable Standing standing;

  Visit(String requestId) {
    this.requestId = requestId;
  }

  /// The request's own, if it has come through the [ArrivalFilter].
  static @Nullable Visit of(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, Visit.class).orElse(null);
  }

  void attach(HttpRequest<?> request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  public String requestId() {
    return requestId;
  }

  @Nullable Caller caller() {
    return caller;
  }

  void isOf(Caller who) {
    this.caller = who;
  }

  /// What log lines of this request carry.
  Map<String, String> ids() {
    var who = caller;
    var tenant = who == null ? null : who.home();
    return tenant == null
        ? Map.of("request_id", requestId)
        : Map.of("request_id", requestId, "tenant_id", tenant.value());
  }

  @Nullable Standing standing() {
    return standing;
  }

  /// Remembers the limit that the answer should tell of.
  void stands(@Nullable Standing where) {
    if (where != null) standing = standing == null ? where : standing.tighter(where);
  }
}
