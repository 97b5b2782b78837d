package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.contract.HookReceiver;
import convergence.contract.PostOffice;
import convergence.directory.ApiKeyBook;
import convergence.notification.Postman;
import convergence.port.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a tenant is told of, through a real mail server and a real HTTP receiver, on good days and bad ones.
final class NoticeStoryTest {
  private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: <(.+)@[^@]+>\\r?$");
  private static final Duration A_DAY = Duration.ofDays(1);

  @TempDir Path root;
  private final PostOffice office = new PostOffice(null);
  private final HookReceiver receiver = new HookReceiver();
  private Town town;
  private Resident acme;

  @BeforeEach
  void open() {
    var folders = Folders.in(root);
    folders.write("plans.yml", "FIVE_A_DAY: {max_pipelines_per_day: 5}\n");
    folders.write(
        "gcp/cost/fails.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
        steps:
          - step_id: alerts
            ps_type: shared.file_to_table
            on_failure: alert
            source: {path: nothing.csv, format: csv, schema: [{name: id, type: INT64}]}
            destination: {table: nothing, write_mode: overwrite}
          - step_id: stops
            ps_type: shared.file_to_table
            source: {path: nothing.csv, format: csv, schema: [{name: id, type: INT64}]}
            destination: {table: nothing, write_mode: overwrite}
        """);
    var settings = new HashMap<String, Object>();
    settings.put("convergence.smtp.host", "localhost");
    settings.put("convergence.smtp.port", office.port());
    settings.put("convergence.smtp.starttls", "false");
    settings.put("convergence.smtp.from", "convergence@example.com");
    settings.put("convergence.outbound.allow", receiver.name());
    settings.put(StoryBeans.CLOCK, "true");
    town = Town.open(folders, settings);
    acme = town.tenant("acme_corp", "FIVE_A_DAY");
    var webhook = Map.of("url", receiver.url("/hook"), "secret", "a-secret-of-16-or-more");
    acme.put(
            "/tenants/acme_corp/notifications",
            Map.of(
                "email", Map.of("to", List.of("ops@acme.example")),
                "slack", Map.of("url", receiver.url("/slack/in")),
                "webhooks", List.of(webhook)))
        .expect(200);
  }

  @AfterEach
  void close() {
    town.close();
    office.close();
    receiver.close();
  }

  @Test
  void each_event_comes_once_to_each_channel_when_all_is_well() {
    everythingHappens(this::settle);
    settle();

    var expected =
        Map.of(
            "run_failed",
            5,
            "step_alert",
            5,
            "quota_80",
            1,
            "quota_100",
            1,
            "key_rotated",
            1,
            "key_expiring",
            1);
    assertThat(events(hooks())).isEqualTo(new TreeMap<>(expected));
    assertThat(ids(hooks())).doesNotHaveDuplicates();
    assertThat(mails()).doesNotHaveDuplicates().hasSize(14);
    assertThat(receiver.calls().stream().filter(call -> call.path().startsWith("/slack")))
        .hasSize(14);
    assertThat(log()).allMatch(line -> line.path("status").asText().equals("DELIVERED"));
  }

  @Test
  void each_event_comes_at_least_once_under_its_id_when_the_receivers_fail_in_between() {
    office.answers("MAIL", "451 not now");
    receiver.answers(500);
    everythingHappens(() -> {});
    town.bean(Postman.class).drain();
    receiver.answers(HookReceiver.DROP);
    town.bean(HandClock.class).turns(Duration.ofMinutes(2));
    town.bean(Postman.class).drain();
    until(line -> line.path("error").isTextual());
    assertThat(log()).allMatch(line -> line.path("status").asText().equals("PENDING"));
    assertThat(mails()).isEmpty();

    office.answers("MAIL", "250 fine");
    receiver.answers(204);
    town.bean(HandClock.class).turns(A_DAY);
    settle();

    assertThat(Set.copyOf(mails())).hasSize(14);
    var tried = new HashSet<>(ids(receiver.calls()));
    var taken = ids(hooks());
    assertThat(Set.copyOf(taken)).hasSize(14);
    assertThat(tried).isEqualTo(Set.copyOf(taken));
    assertThat(log())
        .allMatch(line -> line.path("status").asText().equals("DELIVERED"))
        .allMatch(line -> line.path("attempts").asInt() > 1);
  }

  @Test
  void a_redirect_and_a_private_address_end_a_delivery_and_are_refused_when_written() {
    receiver.answers(302);
    acme.post("/tenants/acme_corp/notifications/test", Map.of()).expect(202);
    settle();
    assertThat(log().stream().filter(line -> !line.path("channel").asText().equals("email")))
        .hasSize(2)
        .allMatch(line -> line.path("status").asText().equals("FAILED"))
        .allMatch(line -> line.path("attempts").asInt() == 1);
    assertThat(receiver.calls()).noneMatch(call -> call.path().equals("/elsewhere"));
    for (var url :
        List.of(
            "http://hooks.example.com/",
            "https://127.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://10.0.0.8/")) {
      var refused =
          acme.put("/tenants/acme_corp/notifications", Map.of("slack", Map.of("url", url)));
      assertThat(refused.status()).as(url).isEqualTo(400);
      assertThat(refused.json().path("errors").path(0).path("pointer").asText())
          .isEqualTo("/slack/url");
    }
  }

  /// Five failing runs use the day's quota up; a key is rotated; another is about to expire.
  ///
  /// @param pause before the clock is turned: what is under way then is tried twice
  private void everythingHappens(Runnable pause) {
    for (int n = 0; n < 5; n++) acme.ended(acme.starts("gcp/cost/fails", Map.of("n", n)));
    var keys = "/tenants/acme_corp/api-keys";
    var made = acme.post(keys, Map.of("key_name", "old")).expect(201);
    acme.post(keys + "/" + made.path("api_key_id").asText() + "/rotate", Map.of()).expect(201);
    var end = Instant.now().plus(Duration.ofHours(8));
    acme.post(keys, Map.of("key_name", "short", "expires_at", end.toString())).expect(201);
    pause.run();
    town.bean(HandClock.class).turns(Duration.ofHours(6).plusMinutes(1));
    assertThat(town.bean(ApiKeyBook.class).warnExpiring()).isEqualTo(1);
    assertThat(town.bean(ApiKeyBook.class).warnExpiring()).isZero();
  }

  /// Delivers until nothing is on its way; the town's own postman works too.
  private void settle() {
    until(line -> !line.path("status").asText().equals("PENDING"));
  }

  private void until(Predicate<JsonNode> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    do {
      town.bean(Postman.class).drain();
      if (System.nanoTime() > deadline) throw new AssertionError("not yet: " + log());
    } while (log().isEmpty() || !log().stream().allMatch(wanted));
  }

  private List<JsonNode> log() {
    var lines = new ArrayList<JsonNode>();
    acme.get("/tenants/acme_corp/notifications/deliveries?limit=500")
        .expect(200)
        .path("items")
        .forEach(lines::add);
    return lines;
  }

  /// The Message-IDs of the mails that were taken.
  private List<String> mails() {
    return office.mails().stream()
        .map(
            mail -> {
              var id = MESSAGE_ID.matcher(mail);
              assertThat(id.find()).as(mail).isTrue();
              return id.group(1);
            })
        .toList();
  }

  /// The webhook's calls that were taken.
  private List<HookReceiver.Call> hooks() {
    return receiver.calls().stream()
        .filter(call -> call.path().equals("/hook") && call.answered() / 100 == 2)
        .toList();
  }

  private static List<String> ids(List<HookReceiver.Call> calls) {
    return calls.stream()
        .filter(call -> call.path().equals("/hook"))
        .map(call -> field(call, "id"))
        .toList();
  }

  private static Map<String, Integer> events(List<HookReceiver.Call> calls) {
    var count = new TreeMap<String, Integer>();
    for (var call : calls) count.merge(field(call, "event"), 1, Integer::sum);
    return count;
  }

  private static String field(HookReceiver.Call call, String name) {
    return String.valueOf(Json.read(call.body(), Map.class).get(name));
  }
}
