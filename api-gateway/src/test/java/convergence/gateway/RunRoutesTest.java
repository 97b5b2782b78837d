package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunRoutesTest {
  private static final String NAP = "/api/v1/pipelines/run/acme_corp/gcp/cost/nap";
  private Town town;
  private String key;
  private int n;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    key = town.tenant("acme_corp");
  }

  @AfterAll
  void close() {
    town.close();
  }

  @BeforeEach
  void awake() {
    town.bean(Hand.class).works();
    n++;
  }

  @Test
  void a_run_is_accepted_and_read_until_its_end() {
    var started =
        town.post(
            NAP,
            "{\"n\":%d,\"date\":\"2025-11-14\"}".formatted(n),
            "X-API-Key",
            key,
            "X-User-ID",
            "alice");

    assertThat(started.status()).isEqualTo(202);
    assertThat(started.json().path("pipeline_id").asText()).isEqualTo("acme_corp-gcp-cost-nap");
    assertThat(started.json().path("status").asText()).isEqualTo("PENDING");
    assertThat(started.json().path("duplicate").asBoolean(true)).isFalse();
    String id = started.json().path("pipeline_logging_id").asText();
    assertThat(started.header("Location")).isEqualTo("/api/v1/pipelines/runs/" + id);

    var run = town.get(started.header("Location") + "?wait=30", "X-API-Key", key).json();
    assertThat(run.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(run.path("user_id").asText()).isEqualTo("alice");
    assertThat(run.path("trigger_type").asText()).isEqualTo("api");
    assertThat(run.path("steps").findValuesAsText("step_name")).containsExactly("first", "second");
    assertThat(run.path("steps").findValuesAsText("status")).containsOnly("COMPLETED");
  }
}
