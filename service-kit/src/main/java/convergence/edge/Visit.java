package convergence.edge;

import convergence.edge.RateWindow.Standing;
import convergence.port.Traces.Span;
import io.micronaut.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request's way through the edge. Only the thread that works on the request at the moment touches it.
public final class Visit {
  private static final String ATTRIBUTE = "convergence.visit";
  private final String requestId;
  private @Nullable Caller caller;
  private @Nullable Standing standing;
  private @Nullable Span span;

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

  void tracedBy(Span part) {
    this.span = part;
  }

  @Nullable Span span() {
    return span;
  }

  /// What log lines of this request carry.
  Map<String, String> ids() {
    var ids = new HashMap<String, String>();
    ids.put("request_id", requestId);
    var who = caller;
    var tenant = who == null ? null : who.home();
    if (tenant != null) ids.put("tenant_id", tenant.value());
    if (span != null) ids.putAll(span.logged());
    return ids;
  }

  @Nullable Standing standing() {
    return standing;
  }

  /// Remembers the limit that the answer should tell of.
  void stands(@Nullable Standing where) {
    if (where != null) standing = standing == null ? where : standing.tighter(where);
  }
}
