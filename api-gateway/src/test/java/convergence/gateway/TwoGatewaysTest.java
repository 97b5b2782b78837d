package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two gateways on one store: what one changes, the other knows within a minute.
final class TwoGatewaysTest {
  private static final String KEYS = "/api/v1/tenants/alpha/api-keys";

  @TempDir Path configs;

  @Test
  void a_key_that_one_revokes_is_refused_by_both_within_a_minute() {
    var store = new MemoryStore();
    var clock = new TurnedClock();
    try (var here = Town.open(configs, store, clock);
        var there = Town.open(configs, store, clock)) {
      String first = here.tenant("alpha");
      var made = here.post(KEYS, "{}", "X-API-Key", first).json();
      String key = made.path("api_key").asText();
      assertThat(there.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(200);
      var revoked =
          here.send(
              "DELETE", KEYS + "/" + made.path("api_key_id").asText(), null, "X-API-Key", first);
      assertThat(revoked.status()).isEqualTo(204);
      assertThat(here.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(401);
      clock.turns(Duration.ofSeconds(60));
      assertThat(there.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(401);

      here.send(
          "PATCH",
          "/api/v1/tenants/alpha",
          "{\"status\":\"CANCELLED\"}",
          "X-Admin-Key",
          Town.ADMIN);
      clock.turns(Duration.ofSeconds(60));
      assertThat(there.get("/api/v1/plans", "X-API-Key", first).status()).isEqualTo(403);
    }
  }

  @Test
  void a_key_ends_when_it_says_and_a_rotated_one_after_its_overlap() {
    var clock = new TurnedClock();
    try (var town = Town.open(configs, new MemoryStore(), clock)) {
      String first = town.tenant("alpha");
      String end = clock.instant().plus(Duration.ofHours(1)).toString();
      var ending =
          town.post(KEYS, "{\"expires_at\":\"%s\"}".formatted(end), "X-API-Key", first).json();
      var old = town.post(KEYS, "{}", "X-API-Key", first).json();
      var next =
          town.post(
                  KEYS + "/" + old.path("api_key_id").asText() + "/rotate",
                  "{\"overlap_hours\":2}",
                  "X-API-Key",
                  first)
              .json();
      clock.turns(Duration.ofMinutes(59));
      for (var key : new JsonNode[] {ending, old, next})
        assertThat(status(town, key)).isEqualTo(200);
      clock.turns(Duration.ofMinutes(1));
      assertThat(status(town, ending)).isEqualTo(401);
      assertThat(status(town, old)).isEqualTo(200);
      clock.turns(Duration.ofHours(1));
      assertThat(status(town, old)).isEqualTo(401);
      assertThat(status(town, next)).isEqualTo(200);
    }
  }

  private static int status(Town town, JsonNode key) {
    return town.get("/api/v1/plans", "X-API-Key", key.path("api_key").asText()).status();
  }

  /// The wall's time, and what a test adds to it.
  private static final class TurnedClock implements InstantSource {
    private final InstantSource wall = Clock.systemUTC();
    private volatile Duration ahead = Duration.ZERO;

    void turns(Duration by) {
      ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
      return wall.instant().plus(ahead);
    }
  }
}
