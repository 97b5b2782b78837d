package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parquet files, which only DuckDB can write here.
final class ParquetLoadTest {
  @TempDir Path home;
  private DuckDbWarehouse warehouse;

  @BeforeEach
  void open() throws Exception {
    Files.createDirectories(home.resolve("files"));
    warehouse = Killed.open(home);
    warehouse.createDataset("acme");
    write(
        "SELECT 1::INTEGER AS id, 12.3456::DECIMAL(18,4) AS cost, {'a': [1, 2], 'b': {'c': 'x'}} AS nested,"
            + " TIMESTAMPTZ '2024-05-01 10:00:00+00' AS moment");
  }

  @AfterEach
  void close() {
    warehouse.close();
  }

  private void write(String sql) throws SQLException {
    try (var connection = warehouse.connect();
        var statement = connection.createStatement()) {
      statement.execute("COPY (" + sql + ") TO '" + file("x") + "' (FORMAT parquet)");
    }
  }

  private Path file(String name) {
    return home.resolve("files").resolve(name + ".parquet");
  }

  private void load(String id, String name, @Nullable List<Column> columns) {
    warehouse.run(
        new Job.Load(
            new JobId(id),
            file(name).toString(),
            new Job.FileFormat(Job.FileFormat.Kind.PARQUET, ",", false, ""),
            columns,
            new Destination(
                Shape.table("t"),
                Destination.Mode.OVERWRITE,
                List.of(),
                null,
                null,
                false,
                Map.of()),
            Duration.ofMinutes(1)));
  }

  private List<List<@Nullable Object>> rows() {
    return warehouse
        .query(BoundSql.of("all t"), Map.of(), "acme", 10, Duration.ofMinutes(1))
        .rows();
  }

  @Test
  void types_come_from_the_file() {
    load("a", "x", null);
    assertThat(warehouse.schemas().find(Shape.table("t")).orElseThrow().columns())
        .extracting(Column::type)
        .containsExactly(SqlType.INT64, SqlType.NUMERIC, SqlType.STRUCT, SqlType.TIMESTAMP);
    assertThat(rows().getFirst().get(2))
        .isEqualTo(Map.of("a", List.of(1L, 2L), "b", Map.of("c", "x")));
  }

  @Test
  void declared_columns_go_by_name() {
    load("a", "x", List.of(Column.of("COST", SqlType.STRING), Column.of("id", SqlType.INT64)));
    assertThat(rows()).containsExactly(List.of("12.3456", 1L));
  }

  @Test
  void what_does_not_fit_is_a_fault_without_a_path() throws Exception {
    assertThatThrownBy(() -> load("a", "x", List.of(Column.of("other", SqlType.STRING))))
        .isInstanceOf(Fault.Permanent.class)
        .hasMessageContaining("other");
    Files.writeString(file("no"), "this is no parquet");
    assertThatThrownBy(() -> load("b", "no", null))
        .isInstanceOf(Fault.Permanent.class)
        .hasMessageNotContaining(home.toString());
    assertThatThrownBy(() -> load("c", "x*", null))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, e -> assertThat(e.code()).isEqualTo("file_not_found"));
    Files.writeString(home.resolve("outside.parquet"), "x");
    assertThatThrownBy(() -> load("d", "../outside", null))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, e -> assertThat(e.code()).isEqualTo("file_not_found"));
  }
}
