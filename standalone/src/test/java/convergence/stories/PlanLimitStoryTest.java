package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits that an operator changes hold for the tenants that are there already.
final class PlanLimitStoryTest {
  @Test
  void a_changed_plan_and_the_ceiling_hold_from_the_next_start_on(@TempDir Path root) {
    var folders = Folders.in(root);
    Resident acme;
    try (var town = Town.open(folders)) {
      acme = town.tenant("acme_corp", "THREE_AT_ONCE");
      assertThat(limit(acme, "concurrent")).isEqualTo(3);
    }
    folders.write(
        "plans.yml",
        "OPEN: {}\nTHREE_AT_ONCE: {max_concurrent_pipelines: 5, max_pipelines_per_day: 2}\n");
    try (var town = Town.open(folders)) {
      var here = acme.movedTo(town);
      assertThat(limit(here, "concurrent")).isEqualTo(5);
      here.completes("gcp/example/dryrun", Map.of());
      assertThat(limit(here, "daily")).isEqualTo(2);
    }
    try (var town = Town.open(folders, Map.of("convergence.quota.concurrency-ceiling", 1))) {
      var here = acme.movedTo(town);
      assertThat(limit(here, "concurrent")).isEqualTo(1);
    }
    folders.write("plans.yml", "OPEN: {}\n");
    try (var town = Town.open(folders)) {
      assertThat(limit(acme.movedTo(town), "daily"))
          .as("a plan that is gone keeps its last limits")
          .isEqualTo(2);
    }
  }

  private static int limit(Resident tenant, String which) {
    return tenant.quota().path(which + "_limit").asInt();
  }
}
