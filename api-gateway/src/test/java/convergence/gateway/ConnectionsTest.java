package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Clients that are slow on purpose, and browsers. A connection that should be closed is read to its end: the test
/// hangs until its read fails if the server keeps it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionsTest {
  private static final int GIVEN_UP_MILLIS = 60_000;
  private Town town;
  private String key;

  @BeforeAll
  void open(@TempDir Path configs) {
    town =
        Town.open(
            configs,
            Map.of(
                "convergence.connections.request-timeout", "1s",
                "convergence.connections.idle-timeout", "1s",
                "convergence.connections.most", 50,
                "convergence.rate-limit.global-per-minute", 100_000,
                "convergence.cors.allowed-origins", "https://app.example.com"));
    key = town.tenant("acme_corp");
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void headers_that_drip_in_are_cut_off() throws IOException {
    assertThat(dripped("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")).isEmpty();
  }

  @Test
  void a_body_that_drips_in_is_answered_408_and_cut_off() throws IOException {
    var answer =
        dripped(
            "POST /api/v1/pipelines/run/acme_corp/gcp/cost/nap HTTP/1.1\r\nHost: localhost\r\n"
                + "X-Request-Id: upload-7\r\nX-API-Key: "
                + key
                + "\r\nContent-Length: 1000000\r\n\r\n{");
    assertThat(answer)
        .startsWith("HTTP/1.1 408 ")
        .contains("application/problem+json")
        .contains("\"code\":\"request_timeout\"")
        .contains("\"instance\":\"/api/v1/pipelines/run/acme_corp/gcp/cost/nap\"")
        .contains("\"request_id\":\"upload-7\"")
        .containsIgnoringCase("X-Request-Id: upload-7\r\n")
        .containsIgnoringCase("RateLimit-Remaining: ")
        .containsIgnoringCase("X-Content-Type-Options: nosniff");
  }

  @Test
  void a_connection_on_which_nothing_happens_is_closed() throws IOException {
    assertThat(all(connect())).isEmpty();
    try (var socket = connect()) {
      socket.getOutputStream().write(ascii("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertThat(all(socket)).startsWith("HTTP/1.1 200").endsWith("}");
    }
  }

  @Test
  void a_caller_that_waits_for_a_run_is_not_cut_off() {
    var started =
        town.post("/api/v1/pipelines/run/acme_corp/gcp/example/dryrun", "{}", "X-API-Key", key);
    town.bean(Hand.class).rests();
    try {
      var waiting =
          town.post("/api/v1/pipelines/run/acme_corp/gcp/cost/nap", "{}", "X-API-Key", key);
      var id = waiting.json().path("pipeline_logging_id").asText();
      var answer = town.get("/api/v1/pipelines/runs/" + id + "?wait=3", "X-API-Key", key);
      assertThat(answer.status()).isEqualTo(200);
    } finally {
      town.bean(Hand.class).works();
    }
    assertThat(started.status()).isIn(200, 202);
  }

  @Test
  void connections_beyond_the_limit_are_closed_and_the_others_are_served() throws IOException {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 120; i++) open.add(connect());
      for (var socket : open) assertThat(all(socket)).isEmpty();
    } finally {
      for (var socket : open) socket.close();
    }
    assertThat(town.get("/health").status()).isEqualTo(200);
  }

  @Test
  void a_page_of_an_allowed_origin_may_call_and_read() {
    String preflight =
        town.raw(
            "OPTIONS /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example.com\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-api-key\r\nConnection: close\r\n\r\n");
    assertThat(preflight)
        .startsWith("HTTP/1.1 204")
        .contains("Access-Control-Allow-Origin: https://app.example.com")
        .contains("X-API-Key")
        .contains("Vary: Origin")
        .doesNotContain("Access-Control-Allow-Credentials");
    assertThat(page("https://app.example.com"))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://app.example.com")
        .contains("RateLimit-Remaining");
  }

  @Test
  void a_page_of_another_origin_may_not_read() {
    assertThat(page("https://evil.example"))
        .startsWith("HTTP/1.1 200")
        .contains("Vary: Origin")
        .doesNotContain("Access-Control-Allow-Origin");
    String preflight =
        town.raw(
            "OPTIONS /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");
    assertThat(preflight).startsWith("HTTP/1.1 405").doesNotContain("Access-Control-Allow");
  }

  @Test
  void every_answer_says_where_the_caller_stands_and_binds_the_browser() {
    for (var answer :
        new String[] {
          town.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
          town.raw("GET /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
          town.raw("GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
          town.raw("GET /api/nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
          town.raw("PUT /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
          town.raw(
              "POST /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
        })
      assertThat(answer)
          .contains("RateLimit-Limit: ")
          .contains("RateLimit-Remaining: ")
          .contains("RateLimit-Reset: ")
          .contains("X-Request-Id: ")
          .contains("X-Content-Type-Options: nosniff")
          .contains("X-Frame-Options: DENY")
          .contains("Content-Security-Policy: default-src 'none'")
          .contains("Referrer-Policy: no-referrer")
          .doesNotContainIgnoringCase("\r\nserver:");
  }

  private String page(String origin) {
    return town.raw(
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: %s\r\n\r\n"
            .formatted(origin));
  }

  /// Sends the beginning, then a byte at a time for as long as the server takes them; reads what it says.
  private String dripped(String beginning) throws IOException {
    try (var socket = connect()) {
      var out = socket.getOutputStream();
      out.write(ascii(beginning));
      var dripping = Thread.ofPlatform().daemon().start(() -> drip(out));
      var answer = all(socket);
      dripping.interrupt();
      return answer;
    }
  }

  private static void drip(OutputStream out) {
    try {
      while (true) {
        out.write('x');
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException e) {
      // The server has had enough, or the test has.
    }
  }

  private static String all(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.net.SocketException reset) {
      return "";
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), town.port());
    socket.setSoTimeout(GIVEN_UP_MILLIS);
    return socket;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
