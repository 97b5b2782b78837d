package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scheduler's routes as Cloud Scheduler calls them, behind Cloud Run's own check of the token.
final class ClockTokenStoryTest {
  private static final String EMAIL = "clock@example.iam.gserviceaccount.com";
  private static final String AUDIENCE = "https://scheduler.example.com";
  private static Town town;

  @BeforeAll
  static void open(@TempDir Path root) {
    town =
        Town.open(
            Folders.in(root),
            Map.of(
                "convergence.clock.email", EMAIL,
                "convergence.clock.audience", AUDIENCE,
                "convergence.clock.keys", "cloud-run"));
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void its_token_opens_the_four_routes_and_no_other() {
    for (var route :
        List.of("trigger", "process-queue", "reset-daily-quotas", "cleanup-orphaned-pipelines"))
      rings("/scheduler/" + route, token(EMAIL)).expect(200);
    var status =
        town.gate().get("/api/v1/scheduler/status", "Authorization", "Bearer " + token(EMAIL));
    assertThat(status.status()).isEqualTo(401);
    assertThat(rings("/tenants/onboard", token(EMAIL)).status()).isEqualTo(401);
  }

  @Test
  void anybody_elses_is_refused() {
    assertThat(rings("/scheduler/trigger", token("other@example.com")).status()).isEqualTo(401);
    assertThat(rings("/scheduler/trigger", "nonsense").status()).isEqualTo(401);
  }

  @Test
  void keys_are_asked_first() {
    var acme = town.tenant("acme_corp");
    assertThat(acme.post("/scheduler/trigger", Map.of()).status()).isEqualTo(403);
    var both = acme.post("/scheduler/trigger", Map.of(), "Authorization", "Bearer " + token(EMAIL));
    assertThat(both.status()).isEqualTo(403);
  }

  private static Answer rings(String path, String token) {
    return town.gate().post("/api/v1" + path, Map.of(), "Authorization", "Bearer " + token);
  }

  private static String token(String email) {
    var now = Instant.now();
    return encoded(Map.of("alg", "RS256", "kid", "one"))
        + "."
        + encoded(
            Map.of(
                "iss",
                "https://accounts.google.com",
                "aud",
                AUDIENCE,
                "email",
                email,
                "email_verified",
                true,
                "iat",
                now.getEpochSecond(),
                "exp",
                now.plus(Duration.ofHours(1)).getEpochSecond()))
        + ".SIGNATURE_REMOVED_BY_GOOGLE";
  }

  private static String encoded(Map<String, ?> part) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(part).getBytes(StandardCharsets.UTF_8));
  }
}
