package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Warehouse;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wildcard tables and INFORMATION_SCHEMA in the queries of steps.
final class DuckDbWildcardsTest {
  @TempDir static Path folder;
  private static House house;

  @BeforeAll
  static void open() {
    house = new House(folder);
    var id = Column.of("id", SqlType.INT64);
    var note = new Column("note", SqlType.STRING, false, false, List.of(), "described");
    Warehouse warehouse = house.warehouse();
    for (String dataset : List.of("acme", "globex")) warehouse.createDataset(dataset);
    for (String name : List.of("acme.day_1", "acme.day_2", "acme.Day_3", "globex.day_9"))
      warehouse.createTable(table(name), TableSchema.of(List.of(id, note)));
    warehouse.createTable(table("acme.odd_1"), TableSchema.of(List.of(id)));
    warehouse.createTable(table("acme.odd_2"), TableSchema.of(List.of(note, id)));
    view("acme.seen_1", "SELECT id FROM acme.day_1");
    for (String name : List.of("acme.day_1", "acme.day_2", "acme.Day_3", "globex.day_9"))
      execute("INSERT INTO " + name + " VALUES (1, '" + name + "')");
    execute("CREATE TABLE acme.part_1 AS SELECT 1 AS id");
    execute("CREATE TABLE acme.part_2 AS SELECT 2 AS id");
  }

  private static void execute(String sql) {
    var _ = house.warehouse().desk().execute(SqlRequest.of(sql, "p", "acme"));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static TableRef table(String name) {
    var parts = name.split("\\.", 2);
    return TableRef.of(parts[0], parts[1]);
  }

  private static void view(String name, String sql) {
    house
        .warehouse()
        .createView(table(name), new TableSchema(List.of(), null, List.of(), sql, Map.of()));
  }

  private static String rows(String sql) {
    return house
        .warehouse()
        .query(BoundSql.of(sql), Map.of(), "acme", 100, Duration.ofMinutes(1))
        .rows()
        .stream()
        .map(Object::toString)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  @Test
  void a_wildcard_takes_the_tables_of_its_dataset_whose_names_begin_so() {
    assertThat(rows("SELECT note, _TABLE_SUFFIX AS s FROM `acme.day_*`"))
        .isEqualTo("[acme.day_1, 1] [acme.day_2, 2]");
    assertThat(rows("SELECT * FROM `day_*` WHERE _TABLE_SUFFIX > '1'"))
        .isEqualTo("[1, acme.day_2]");
    assertThat(rows("SELECT note, _TABLE_SUFFIX AS s FROM `acme.Day*`"))
        .isEqualTo("[acme.Day_3, _3]");
  }

  @Test
  void a_view_stands_on_a_wildcard_and_sees_tables_that_come_later() {
    view("acme.whole", "SELECT COUNT(*) AS n FROM `acme.part_*`");
    assertThat(rows("SELECT n FROM whole")).isEqualTo("[2]");
    execute("CREATE TABLE acme.part_3 AS SELECT 3 AS id");
    assertThat(rows("SELECT n FROM whole")).isEqualTo("[3]");
  }

  @Test
  void what_has_no_columns_in_common_or_is_no_table_is_refused() {
    assertThatThrownBy(() -> rows("SELECT * FROM `acme.odd_*`"))
        .hasMessageContaining("different columns (acme.odd_1, acme.odd_2)");
    assertThatThrownBy(() -> rows("SELECT * FROM `acme.seen*`"))
        .hasMessageContaining("Views cannot be queried through prefix");
    assertThatThrownBy(() -> rows("SELECT * FROM `acme.nothing*`"))
        .hasMessageContaining("does not match any table");
  }

  @Test
  void the_information_schema_of_a_dataset_tells_of_it_alone() {
    assertThat(
            rows(
                "SELECT table_name, table_type FROM globex.INFORMATION_SCHEMA.TABLES WHERE table_schema = 'globex'"))
        .isEqualTo("[day_9, BASE TABLE]");
    assertThat(
            rows(
                "SELECT column_name, data_type FROM globex.information_schema.columns ORDER BY ordinal_position"))
        .isEqualTo("[id, INT64] [note, STRING]");
    assertThat(rows("SELECT table_id, row_count FROM globex.__TABLES__")).isEqualTo("[day_9, 1]");
  }
}
