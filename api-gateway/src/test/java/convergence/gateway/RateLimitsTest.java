package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RateLimitsTest {
  private static final String PLANS = "/api/v1/plans";

  @Test
  void each_tenant_has_its_own_limit_and_every_answer_tells_of_it(@TempDir Path configs) {
    try (var town = Town.open(configs, Map.of("convergence.rate-limit.requests-per-minute", 3))) {
      String one = town.tenant("one");
      String two = town.tenant("two");
      for (int left = 2; left >= 0; left--) {
        var answer = town.get(PLANS, "X-API-Key", one);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit-Limit")).isEqualTo("3");
        assertThat(answer.header("RateLimit-Remaining")).isEqualTo(Integer.toString(left));
        assertThat(answer.header("RateLimit-Policy")).isEqualTo("3;w=60");
        assertThat(Integer.parseInt(answer.header("RateLimit-Reset"))).isBetween(1, 60);
      }
      var refused = town.get(PLANS, "X-API-Key", one);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("rate_limited");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 81);
      assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
      assertThat(town.get("/api/v1/tenants/two", "X-API-Key", one).status()).isEqualTo(429);
      assertThat(town.get(PLANS, "X-API-Key", two).status()).isEqualTo(200);
    }
  }

  @Test
  void starting_runs_and_reading_one_have_limits_of_their_own(@TempDir Path configs) {
    try (var town =
        Town.open(
            configs,
            Map.of(
                "convergence.rate-limit.requests-per-minute", 5,
                "convergence.rate-limit.runs-per-minute", 2,
                "convergence.rate-limit.run-reads-per-minute", 4))) {
      String key = town.tenant("one");
      String nap = "/api/v1/pipelines/run/one/gcp/cost/nap";
      var run = town.post(nap, "{\"n\":1}", "X-API-Key", key);
      town.post(nap, "{\"n\":2}", "X-API-Key", key);
      var third = town.post(nap, "{\"n\":3}", "X-API-Key", key);
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.header("RateLimit-Limit")).isEqualTo("2");
      for (int i = 0; i < 4; i++)
        assertThat(town.get(run.header("Location"), "X-API-Key", key).status()).isEqualTo(200);
      assertThat(town.get(run.header("Location"), "X-API-Key", key).status()).isEqualTo(429);
      // Neither the refused start nor the reads count against the other requests.
      for (int i = 0; i < 3; i++)
        assertThat(town.get(PLANS, "X-API-Key", key).status()).isEqualTo(200);
      assertThat(town.get(PLANS, "X-API-Key", key).status()).isEqualTo(429);
    }
  }

  @Test
  void an_address_without_a_valid_key_is_slowed_down_and_a_valid_key_is_not(@TempDir Path configs) {
    try (var town = Town.open(configs, Map.of("convergence.rate-limit.address-per-minute", 3))) {
      String key = town.tenant("one");
      for (int i = 0; i < 3; i++) assertThat(town.get(PLANS).status()).isEqualTo(401);
      var refused = town.get(PLANS);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("RateLimit-Limit")).isEqualTo("3");
      assertThat(town.get("/docs").status()).isEqualTo(429);
      assertThat(town.get(PLANS, "X-API-Key", key).status()).isEqualTo(200);
      assertThat(town.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void all_callers_together_have_a_limit_and_health_has_none(@TempDir Path configs) {
    try (var town = Town.open(configs, Map.of("convergence.rate-limit.global-per-minute", 4))) {
      String key = town.tenant("one");
      for (int i = 0; i < 3; i++)
        assertThat(town.get(PLANS, "X-API-Key", key).status()).isEqualTo(200);
      assertThat(town.get(PLANS, "X-API-Key", key).status()).isEqualTo(429);
      for (int i = 0; i < 10; i++) assertThat(town.get("/health").status()).isEqualTo(200);
    }
  }
}
