package convergence.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A small real HTTP receiver on the loopback address, whose answer a test may replace.
public final class HookReceiver implements AutoCloseable {
  /// Closes the connection without an answer.
  public static final int DROP = 0;

  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile int answer = 200;

  /// @param headers names in lower case
  /// @param answered with this status
  public record Call(String path, Map<String, String> headers, String body, int answered) {
    public Call {
      headers = Map.copyOf(headers);
    }
  }

  public HookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// As `OUTBOUND_ALLOW` names it.
  public String name() {
    return "127.0.0.1:" + port();
  }

  public String url(String path) {
    return "http://" + name() + path;
  }

  /// From now on; a status, or [#DROP].
  public void answers(int status) {
    answer = status;
  }

  /// All that came, answered or not.
  public List<Call> calls() {
    return calls;
  }

  private void take(HttpExchange exchange) throws IOException {
    int status = answer;
    var headers = new HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(new Call(exchange.getRequestURI().toString(), headers, body, status));
    if (status == DROP) {
      exchange.close();
      return;
    }
    if (status / 100 == 3) exchange.getResponseHeaders().set("Location", url("/elsewhere"));
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
