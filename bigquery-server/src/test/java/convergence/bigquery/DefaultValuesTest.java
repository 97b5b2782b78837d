package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.util.Data;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.InsertAllRequest;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a column holds when nothing is said of it, whoever declared the default.
@Timeout(300)
final class DefaultValuesTest {
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("d"));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static List<String> run(String sql) throws Exception {
    var rows = new ArrayList<String>();
    for (var row : bq.query(QueryJobConfiguration.of(sql)).iterateAll())
      rows.add(row.isEmpty() || row.get(0).isNull() ? "" : row.get(0).getValue().toString());
    return rows;
  }

  private static Field text(String name, String byDefault) {
    return Field.newBuilder(name, StandardSQLTypeName.STRING)
        .setDefaultValueExpression(byDefault)
        .build();
  }

  private static Field required(String name, String byDefault) {
    return text(name, byDefault).toBuilder().setMode(Field.Mode.REQUIRED).build();
  }

  private static StandardTableDefinition of(Field... fields) {
    return StandardTableDefinition.of(Schema.of(Arrays.asList(fields)));
  }

  private static List<String> defaults(String table) {
    return Objects.requireNonNull(
            bq.getTable("d", table).getDefinition().getSchema(), "it has a schema")
        .getFields()
        .stream()
        .map(field -> String.valueOf(field.getDefaultValueExpression()))
        .toList();
  }

  @Test
  void rest_declares_what_an_insert_leaves_out() throws Exception {
    bq.create(
        TableInfo.of(
            TableId.of("d", "said"), of(text("id", "GENERATE_UUID()"), text("s", "'its' || '1'"))));
    assertThat(defaults("said")).containsExactly("GENERATE_UUID()", "'its' || '1'");
    run("INSERT INTO d.said (id) VALUES ('a')");
    assertThat(run("SELECT s FROM d.said")).containsExactly("its1");
  }

  @Test
  void a_streamed_row_takes_them_for_what_it_does_not_have() throws Exception {
    run(
        "CREATE TABLE d.streamed (n INT64, id STRING DEFAULT GENERATE_UUID(), a ARRAY<INT64>"
            + " DEFAULT [1, 2], s STRING DEFAULT 'x')");
    var nothing = new HashMap<String, Object>();
    nothing.put("n", 3);
    nothing.put("s", Data.NULL_STRING);
    var reply =
        bq.insertAll(
            InsertAllRequest.newBuilder("d", "streamed")
                .addRow(Map.of("n", 1))
                .addRow(Map.of("n", 2, "s", "y", "a", List.of()))
                .addRow(nothing)
                .build());
    assertThat(reply.hasErrors()).isFalse();
    assertThat(
            run(
                "SELECT FORMAT('%t', (n, LENGTH(id), ARRAY_LENGTH(a), s)) FROM d.streamed"
                    + " ORDER BY n"))
        .containsExactly("(1, 36, 2, x)", "(2, 36, 0, y)", "(3, 36, 2, NULL)");
    assertThat(run("SELECT COUNT(DISTINCT id) FROM d.streamed")).containsExactly("3");
  }

  @Test
  void a_patch_of_the_schema_changes_them() throws Exception {
    var table =
        bq.create(
            TableInfo.of(TableId.of("d", "patched"), of(text("a", "'1'"), required("b", "'1'"))));
    table.toBuilder()
        .setDefinition(
            of(Field.of("a", StandardSQLTypeName.STRING), required("b", "'2'"), text("c", "'3'")))
        .build()
        .update();
    run("INSERT INTO d.patched (a) VALUES (DEFAULT)");
    assertThat(run("SELECT FORMAT('%t', (a, b, c)) FROM d.patched"))
        .containsExactly("(NULL, 2, 3)");
    run("ALTER TABLE d.patched ALTER COLUMN b DROP DEFAULT");
    assertThat(defaults("patched")).startsWith("null", "null");
  }
}
