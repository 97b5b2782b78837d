package convergence.bigquery.rows;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Results go when their time is over, and only then.
final class ResultsTest {
  private static final Instant NOON = Instant.parse("2026-05-20T12:00:00Z");
  @TempDir Path folder;

  private void write(Results results, String name, Instant finished) throws Exception {
    try (var writer = results.writer(name, List.of(Column.of("n", SqlType.INT64)))) {
      writer.row(List.of(1L));
      assertThat(writer.done()).isEqualTo(1);
    }
    Files.setLastModifiedTime(folder.resolve(name), FileTime.from(finished));
  }

  @Test
  void what_was_finished_before_is_gone_and_the_rest_stays() throws Exception {
    var results = new Results(folder);
    write(results, "old", NOON.minusSeconds(1));
    write(results, "new", NOON);
    results.deleteBefore(NOON);
    assertThat(results.find("old")).isEmpty();
    assertThat(results.find("new").orElseThrow().rows()).isEqualTo(1);
    assertThat(folder.toFile().list()).containsExactly("new");
  }
}
