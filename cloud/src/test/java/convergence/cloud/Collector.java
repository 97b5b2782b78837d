package convergence.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// What a collector of OpenTelemetry's hears from the services, by OTLP over HTTP.
final class Collector implements AutoCloseable {
  private final List<Seen> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /// A span as it came.
  ///
  /// @param parent id of the span above it; empty: none
  record Seen(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      Span.SpanKind kind,
      Map<String, String> told,
      boolean failed) {}

  Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  /// What makes a service send to it, soon.
  Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        "100");
  }

  private void take(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    bodies.add(new String(body, StandardCharsets.ISO_8859_1));
    for (var resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      var service = told(resource.getResource().getAttributesList()).get("service.name");
      for (var scope : resource.getScopeSpansList())
        for (var span : scope.getSpansList()) spans.add(seen(String.valueOf(service), span));
    }
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Seen seen(String service, Span span) {
    return new Seen(
        service,
        hex(span.getTraceId().toByteArray()),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getKind(),
        told(span.getAttributesList()),
        span.getStatus().getCodeValue() == 2);
  }

  private static Map<String, String> told(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, each -> each.getValue().getStringValue()));
  }

  private static String hex(byte[] id) {
    return java.util.HexFormat.of().formatHex(id);
  }

  /// From the first span of this name that tells so up to its trace's root; waits until they have come.
  List<Seen> chain(String name, String key, String value, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      var chain = upFrom(name, key, value);
      if (!chain.isEmpty() && chain.getLast().parent().isEmpty()) return chain;
      if (System.nanoTime() > until)
        throw new AssertionError("no whole trace of " + value + " among " + spans);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private List<Seen> upFrom(String name, String key, String value) {
    var chain = new ArrayList<Seen>();
    var next =
        spans.stream()
            .filter(each -> each.name().equals(name) && value.equals(each.told().get(key)))
            .findFirst();
    while (next.isPresent()) {
      var last = next.get();
      chain.add(last);
      next = parent(last);
    }
    return chain;
  }

  private Optional<Seen> parent(Seen child) {
    return spans.stream()
        .filter(each -> each.trace().equals(child.trace()) && each.id().equals(child.parent()))
        .findFirst();
  }

  List<Seen> spans() {
    return List.copyOf(spans);
  }

  /// Every byte that came, one character each.
  List<String> bodies() {
    return List.copyOf(bodies);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
