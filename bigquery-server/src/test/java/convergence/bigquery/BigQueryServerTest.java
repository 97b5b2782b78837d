package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server as its documentation tells.
final class BigQueryServerTest {
  @TempDir Path folder;

  @Test
  void the_page_lists_what_the_server_routes_by() throws Exception {
    var page = Path.of(System.getProperty("convergence.home", ".."), "docs", "bigquery.md");
    try (var served = Served.on(folder)) {
      assertThat(Files.readString(page)).contains(Surface.described(served.routes()));
    }
  }
}
