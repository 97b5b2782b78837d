package convergence.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/// Stands on the way from one worker to BigQuery and keeps the requests of one kind until they are let through. A
/// process that is frozen with its request kept is one that was frozen before it sent it.
final class Toll implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;
  private final String beyond;
  private final Predicate<String> kept;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private final CountDownLatch through = new CountDownLatch(1);

  /// @param beyond `http://host:port`
  /// @param kept tells a POST that creates a job, by its body
  Toll(String beyond, Predicate<String> kept) {
    this.beyond = beyond;
    this.kept = kept;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::pass);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void pass(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    boolean keep =
        exchange.getRequestURI().getPath().endsWith("/jobs") && kept.test(text(exchange, body));
    try {
      if (keep) {
        arrived.countDown();
        open.await();
      }
      var request =
          HttpRequest.newBuilder(URI.create(beyond + exchange.getRequestURI()))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
      for (var name : new String[] {"Content-Type", "Content-Encoding", "Range", "If-Match"}) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) request.header(name, value);
      }
      var answer = client.send(request.build(), BodyHandlers.ofByteArray());
      if (keep) through.countDown();
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      int length = answer.body().length == 0 ? -1 : answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static String text(HttpExchange exchange, byte[] body) throws IOException {
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    if (!packed) return new String(body, StandardCharsets.UTF_8);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Waits until a request is kept.
  void awaitArrival() {
    await(arrived, "nothing arrived");
  }

  /// Lets through what is kept, and everything from now on; returns when the first of it has been answered.
  void open() {
    open.countDown();
    await(through, "what was kept got no answer");
  }

  private static void await(CountDownLatch latch, String otherwise) {
    try {
      if (!latch.await(2, TimeUnit.MINUTES)) throw new AssertionError(otherwise);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    open.countDown();
    server.stop(0);
    client.close();
  }
}
