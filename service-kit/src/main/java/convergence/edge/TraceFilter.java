package convergence.edge;

import convergence.port.Traces;
import convergence.port.Traces.Active;
import convergence.port.Traces.Kind;
import convergence.port.Traces.Span;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/// A span for each call of the API, below the caller's own if it names one. It tells the route's template and never
/// the path, whose parts are the caller's.
@ServerFilter("/api/**")
@Requires(property = "convergence.tracing.endpoint")
final class TraceFilter implements Ordered {
  private final Traces traces;

  TraceFilter(Traces traces) {
    this.traces = traces;
  }

  /// Right behind the [ArrivalFilter], which turns away what is not worth a span.
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }

  @RequestFilter
  void arrive(HttpRequest<?> request, MutablePropagatedContext context) {
    var visit = Visit.of(request);
    if (visit == null) return;
    String method = request.getMethod().name();
    try (var _ = traces.within(request.getHeaders().get("traceparent"))) {
      var span = traces.begin(Kind.SERVER, method).tell("http.request.method", method);
      visit.tracedBy(span);
      context.add(new ActiveOnEachThread(span));
    }
  }

  @ResponseFilter
  void depart(HttpRequest<?> request, MutableHttpResponse<?> answer) {
    var visit = Visit.of(request);
    if (visit == null) return;
    var span = visit.span();
    if (span == null) return;
    BasicHttpAttributes.getUriTemplate(request)
        .ifPresent(
            route -> {
              span.tell("http.route", route);
              span.rename(request.getMethod().name() + " " + route);
            });
    var caller = visit.caller();
    var tenant = caller == null ? null : caller.home();
    if (tenant != null) span.tell("convergence.tenant_id", tenant.value());
    int status = answer.code();
    span.tell("http.response.status_code", Integer.toString(status));
    if (status >= 500) span.failed("http_" + status);
    span.end();
  }

  /// Carries the span along with the request, from thread to thread.
  private record ActiveOnEachThread(Span span) implements ThreadPropagatedContextElement<Active> {
    @Override
    public Active updateThreadContext() {
      return span.activate();
    }

    @Override
    public void restoreThreadContext(Active active) {
      active.close();
    }
  }
}
