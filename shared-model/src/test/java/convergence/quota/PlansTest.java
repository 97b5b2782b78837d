package convergence.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.configs.ConfigFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlansTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void the_shipped_plans_are_those_of_the_documentation() {
    var home = System.getProperty("convergence.home", "..");
    var plans = Plans.load(new ConfigFolder(Path.of(home, "configs")));
    assertThat(plans.find("STARTER").orElseThrow().limits()).isEqualTo(new Limits(6, 180, 1));
    assertThat(plans.find("PROFESSIONAL").orElseThrow().limits()).isEqualTo(new Limits(25, 750, 3));
    assertThat(plans.find("SCALE").orElseThrow().limits()).isEqualTo(new Limits(100, 3000, 10));
  }

  @Test
  void null_is_no_limit_and_the_map_may_stand_under_plans() throws IOException {
    var plans =
        load("plans:\n  FREE:\n    max_pipelines_per_day: null\n    max_concurrent_pipelines: 2\n");
    assertThat(plans.find("FREE").orElseThrow().limits()).isEqualTo(new Limits(null, null, 2));
  }

  @Test
  void a_key_that_no_plan_has_is_named() {
    assertThatThrownBy(() -> load("STARTER:\n  max_runs: 1\n"))
        .hasMessageContaining("STARTER.max_runs");
    assertThatThrownBy(() -> load("STARTER:\n  max_pipelines_per_day: many\n"))
        .hasMessageContaining("STARTER.max_pipelines_per_day");
  }

  private Plans load(String yaml) throws IOException {
    Files.writeString(folder.resolve("plans.yml"), yaml);
    return Plans.load(new ConfigFolder(folder));
  }
}
