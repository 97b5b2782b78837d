package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Warehouse;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The warehouse as the application gets it.
final class DuckDbFactoryTest {
  @TempDir Path folder;

  @Test
  void the_data_folder_is_enough() {
    try (var context = context(Map.of("convergence.data-dir", folder.toString()))) {
      var warehouse = context.getBean(Warehouse.class);
      assertThat(warehouse.createDataset("acme")).isTrue();
      assertThat(context.getBean(DuckDbConfig.class).filesBase())
          .isEqualTo(folder.resolve("files"));
    }
    assertThat(Files.exists(folder.resolve("warehouse.duckdb.wal"))).as("a clean close").isFalse();
    try (var context = context(Map.of("convergence.data-dir", folder.toString()))) {
      assertThat(context.getBean(Warehouse.class).createDataset("acme")).isFalse();
    }
  }

  @Test
  void a_memory_limit_that_is_no_size_stops_the_start() {
    var settings =
        Map.<String, Object>of(
            "convergence.data-dir", folder.toString(), "convergence.duckdb.memory-limit", "plenty");
    try (var context = context(settings)) {
      assertThatThrownBy(() -> context.getBean(Warehouse.class))
          .rootCause()
          .hasMessageContaining("memory-limit");
    }
  }

  private static ApplicationContext context(Map<String, ?> settings) {
    return ApplicationContext.builder().properties(Map.copyOf(settings)).start();
  }
}
