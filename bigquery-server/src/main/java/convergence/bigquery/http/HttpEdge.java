package convergence.bigquery.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open port. Each request has a virtual thread of its own; an error becomes BigQuery's JSON, a
/// fault of ours is logged once and becomes a 500 without its inside.
public final class HttpEdge implements AutoCloseable {
  /// Looks at a request before its route does: may refuse it, or drop its connection.
  public interface Guard {
    /// @return what to call instead of, or around, the route
    Route.Handler around(Route route, Call call);
  }

  /// The connection is to be cut without an answer.
  public static final class Dropped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);
  private final HttpServer server;
  private final ExecutorService threads;
  private final Router router;
  private final Guard guard;

  private HttpEdge(HttpServer server, Router router, Guard guard) {
    this.server = server;
    this.router = router;
    this.guard = guard;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  /// Begins to answer on loopback.
  ///
  /// @param port 0: any free one
  public static HttpEdge open(int port, List<Route> routes, Guard guard) {
    // Else each small answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var edge = new HttpEdge(HttpServer.create(address, 256), new Router(routes), guard);
      edge.server.setExecutor(edge.threads);
      edge.server.createContext("/", edge::answer);
      edge.server.start();
      return edge;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be opened: " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      send(exchange, answered(exchange));
    } catch (Dropped _) {
      // Closing the exchange without an answer cuts the connection: that was asked for.
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("the client has gone", e);
    }
  }

  private Answer answered(HttpExchange exchange) {
    try {
      String method = method(exchange);
      var found = router.find(method, segments(exchange.getRequestURI()));
      var call =
          new Call(
              method,
              found.path(),
              query(exchange.getRequestURI()),
              exchange.getRequestHeaders(),
              exchange.getRequestBody());
      var wanted = call.parameter("fields").map(Selection::of);
      var answer = guard.around(found.route(), call).answer(call);
      return wanted.map(selection -> selection.of(answer)).orElse(answer);
    } catch (ApiException e) {
      return Answer.error(e);
    } catch (Dropped e) {
      throw e;
    } catch (Exception e) {
      LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      return Answer.error(
          new ApiException(
              Reason.INTERNAL, "An internal error occurred; the server's log tells more."));
    }
  }

  /// Java's own client cannot send PATCH and says so in a header.
  private static String method(HttpExchange exchange) {
    var said = exchange.getRequestHeaders().getFirst("X-HTTP-Method-Override");
    return said == null ? exchange.getRequestMethod() : said;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    // What the route did not read would be taken for the next request.
    long _ = exchange.getRequestBody().skip(Long.MAX_VALUE);
    var headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    if (answer.body().length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    headers.set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  private static List<String> segments(URI uri) {
    return Arrays.stream(uri.getRawPath().split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(HttpEdge::decoded)
        .toList();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Map<String, List<String>> query(URI uri) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    String raw = uri.getRawQuery();
    if (raw == null) return query;
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query
          .computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), _ -> new ArrayList<>())
          .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
