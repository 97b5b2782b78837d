package convergence.google.tracing;

import convergence.google.GoogleConfig;
import convergence.port.Traces;
import io.micronaut.context.annotation.Property;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Spans by OpenTelemetry's SDK, sent by OTLP to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names; the SDK reads its
/// other OTEL_ variables itself. Google's clients are not told of it: their own spans could hold SQL.
@Singleton
final class CloudTraces implements Traces, AutoCloseable {
  private static final String HEADER = "traceparent";
  private static final int LAST_SPANS_SECONDS = 1;
  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<String> ITSELF =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String parent) {
          return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String parent, String key) {
          return key.equals(HEADER) ? parent : null;
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final String project;

  CloudTraces(
      GoogleConfig google,
      @Property(name = "convergence.service") String service,
      @Property(name = "convergence.tracing.endpoint") String endpoint) {
    sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            // What the environment says goes first.
            .addPropertiesSupplier(() -> defaults(service, endpoint))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    tracer = sdk.getTracer("convergence");
    project = google.gcpProjectId();
  }

  private static Map<String, String> defaults(String service, String endpoint) {
    return Map.of(
        "otel.service.name", service,
        "otel.exporter.otlp.endpoint", endpoint,
        "otel.exporter.otlp.protocol", "http/protobuf",
        "otel.metrics.exporter", "none",
        "otel.logs.exporter", "none");
  }

  @Override
  public Span begin(Kind kind, String name) {
    return begin(kind, name, Context.current());
  }

  private Span begin(Kind kind, String name, Context parent) {
    SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(SpanKind.valueOf(kind.name()));
    return new Part(builder.setParent(parent).startSpan());
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // by whoever closes what is returned
  public Active within(@Nullable String parent) {
    Context theirs = parent == null ? Context.root() : W3C.extract(Context.root(), parent, ITSELF);
    Scope scope = theirs.makeCurrent();
    return scope::close;
  }

  /// One span of ours.
  private final class Part implements Span {
    private final io.opentelemetry.api.trace.Span span;

    Part(io.opentelemetry.api.trace.Span span) {
      this.span = span;
    }

    @Override
    public Span child(Kind kind, String name) {
      return begin(kind, name, Context.root().with(span));
    }

    @Override
    public Span tell(String key, String value) {
      span.setAttribute(key, value);
      return this;
    }

    @Override
    public void failed(String code) {
      span.setStatus(StatusCode.ERROR, code);
    }

    @Override
    public void rename(String name) {
      span.updateName(name);
    }

    @Override
    public @Nullable String traceparent() {
      var carrier = new HashMap<String, String>();
      W3C.inject(
          Context.root().with(span),
          carrier,
          (to, key, value) -> {
            if (to != null) to.put(key, value);
          });
      return carrier.get(HEADER);
    }

    @Override
    public Map<String, String> logged() {
      SpanContext ids = span.getSpanContext();
      return Map.of(
          "logging.googleapis.com/trace",
          "projects/" + project + "/traces/" + ids.getTraceId(),
          "logging.googleapis.com/spanId",
          ids.getSpanId());
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // by whoever closes what is returned
    public Active activate() {
      var before = new HashMap<String, @Nullable String>();
      logged()
          .forEach(
              (key, value) -> {
                before.put(key, MDC.get(key));
                MDC.put(key, value);
              });
      Scope scope = Context.root().with(span).makeCurrent();
      return () -> {
        scope.close();
        before.forEach(
            (key, value) -> {
              if (value == null) MDC.remove(key);
              else MDC.put(key, value);
            });
      };
    }

    @Override
    public void end() {
      span.end();
    }
  }

  /// Sends what has ended; nobody's farewell waits longer for it.
  @PreDestroy
  @Override
  public void close() {
    var _ = sdk.getSdkTracerProvider().shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
  }
}
