package convergence.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.contract.HookReceiver;
import convergence.outbound.OutboundGuard;
import convergence.port.Notifier.Notice;
import convergence.port.Notifier.Target;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HookNotifierTest {
  private static final Secret WORD = new Secret("a-secret-of-16-or-more");
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private final HookReceiver receiver = new HookReceiver();

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void a_call_carries_the_notice_its_id_and_a_signature_over_time_and_body() {
    hooks(receiver.name()).webhook(notice(), new Secret(receiver.url("/in?x=1")), WORD);
    var call = receiver.calls().getFirst();
    assertThat(call.path()).isEqualTo("/in?x=1");
    assertThat(call.headers()).containsEntry("convergence-id", "run-1-failed");
    assertThat(call.headers()).containsEntry("content-type", "application/json");
    assertThat(call.body())
        .startsWith("{\"id\":\"run-1-failed\",\"tenant_id\":\"acme\"")
        .contains("\"event\":\"run_failed\"")
        .contains("\"subject\":\"Pipeline <x> failed\"");
    long seconds = NOW.getEpochSecond();
    String signed =
        HookNotifier.signature(WORD, seconds, call.body().getBytes(StandardCharsets.UTF_8));
    assertThat(call.headers())
        .containsEntry("convergence-signature", "t=" + seconds + ",v1=" + signed);
  }

  @Test
  void the_signature_is_hmac_sha256_as_anybody_computes_it() {
    // printf '1769860800.{"a":1}' | openssl dgst -sha256 -hmac key
    assertThat(
            HookNotifier.signature(
                new Secret("key"), 1769860800L, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("7bca7cefaa373393309b81feae2476685fb87b57ea4d5704e6234581d41872d9");
  }

  @Test
  void slack_gets_text_that_it_does_not_take_for_markup() {
    hooks(receiver.name()).slack(notice(), new Secret(receiver.url("/services/T/B/x")));
    assertThat(receiver.calls().getFirst().body()).contains("*Pipeline &lt;x&gt; failed*");
  }

  @Test
  void what_may_help_is_tried_again_and_what_cannot_is_not() {
    var hooks = hooks(receiver.name());
    for (int status : List.of(500, 503, 429, 408, HookReceiver.DROP)) {
      receiver.answers(status);
      assertThatThrownBy(() -> call(hooks)).as("%d", status).isInstanceOf(Fault.Transient.class);
    }
    for (int status : List.of(400, 404, 410, 301, 302, 307)) {
      receiver.answers(status);
      assertThatThrownBy(() -> call(hooks)).as("%d", status).isInstanceOf(Fault.Permanent.class);
    }
    assertThat(receiver.calls()).noneMatch(call -> call.path().equals("/elsewhere"));
    receiver.close();
    assertThatThrownBy(() -> call(hooks)).isInstanceOf(Fault.Transient.class);
  }

  @Test
  void a_private_address_is_refused_before_anything_is_sent() throws IOException {
    var hooks = hooks("");
    String thisMachine = InetAddress.getLocalHost().getHostName();
    for (var host : List.of("127.0.0.1", "[::1]", "169.254.169.254", "2130706433", thisMachine))
      assertThatThrownBy(
              () ->
                  hooks.webhook(
                      notice(), new Secret("https://" + host + ":" + receiver.port() + "/"), WORD))
          .as(host)
          .isInstanceOfSatisfying(
              Fault.Permanent.class,
              fault -> assertThat(fault.code()).isEqualTo("outbound_refused"));
    assertThat(receiver.calls()).isEmpty();
  }

  @Test
  void a_receiver_that_stays_silent_is_left_after_the_time_is_over() throws IOException {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String name = "127.0.0.1:" + silent.getLocalPort();
      var hooks = hooks(name, plain(), Duration.ofMillis(200));
      assertThatThrownBy(() -> hooks.slack(notice(), new Secret("http://" + name + "/")))
          .isInstanceOf(Fault.Transient.class);
    }
  }

  @Test
  void an_encrypted_receiver_is_called_only_when_its_name_is_proven(@TempDir Path folder)
      throws IOException {
    var identity = TestIdentity.make(folder);
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server, identity.server()));
      int port = server.getLocalPort();
      var trusting =
          hooks("localhost:" + port + ",127.0.0.1:" + port, identity.trusting(), patience());
      trusting.slack(notice(), new Secret("https://localhost:" + port + "/"));
      // The same server under a name that its certificate does not hold.
      assertThatThrownBy(
              () -> trusting.slack(notice(), new Secret("https://127.0.0.1:" + port + "/")))
          .isInstanceOf(Fault.Transient.class);
      var strange = hooks("localhost:" + port, plain(), patience());
      assertThatThrownBy(
              () -> strange.slack(notice(), new Secret("https://localhost:" + port + "/")))
          .isInstanceOf(Fault.Transient.class);
    }
  }

  private static void answer(ServerSocket server, SSLSocketFactory tls) {
    while (!server.isClosed())
      try (var plain = server.accept();
          var socket = (SSLSocket) tls.createSocket(plain, null, plain.getPort(), false)) {
        socket.setUseClientMode(false);
        var buffer = new byte[8192];
        if (socket.getInputStream().read(buffer) > 0)
          socket
              .getOutputStream()
              .write("HTTP/1.1 204 fine\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // A client that does not trust us, or the end of the test.
      } catch (UncheckedIOException e) {
        return;
      }
  }

  private void call(HookNotifier hooks) {
    hooks.webhook(notice(), new Secret(receiver.url("/in")), WORD);
  }

  private static Duration patience() {
    return Duration.ofSeconds(10);
  }

  private static SSLSocketFactory plain() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  private static HookNotifier hooks(String allow) {
    return hooks(allow, plain(), patience());
  }

  private static HookNotifier hooks(String allow, SSLSocketFactory tls, Duration patience) {
    var guard = new OutboundGuard(allow, "development");
    return new HookNotifier(new OutboundHttp(guard, tls, patience), guard, () -> NOW);
  }

  private static Notice notice() {
    return new Notice(
        "run-1-failed",
        "acme",
        new Target.Slack(WORD),
        "Pipeline <x> failed",
        "It failed.",
        Map.of("event", "run_failed", "data", Map.of("n", 1)));
  }
}
