package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.embedded.duckdb.JobColumns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as its documentation tells.
final class BigQueryServerTest {
  private static final Path PAGE =
      Path.of(System.getProperty("convergence.home", ".."), "docs", "bigquery.md");
  @TempDir Path folder;

  @Test
  void the_page_lists_what_the_server_routes_by() throws Exception {
    try (var served = Served.on(folder)) {
      assertThat(Files.readString(PAGE)).contains(Surface.described(served.routes()));
    }
  }

  @Test
  void the_page_lists_what_the_code_refuses_from() throws Exception {
    assertThat(Files.readString(PAGE)).contains(Surface.unserved());
  }

  @Test
  void the_page_names_the_columns_of_jobs_that_nobody_can_fill() throws Exception {
    String columns =
        JobColumns.unfilled().stream()
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining(", "));
    assertThat(Files.readString(PAGE))
        .contains("NULL (an ARRAY: empty) for every job are:\n" + columns + ".");
  }
}
