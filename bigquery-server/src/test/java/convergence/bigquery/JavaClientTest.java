package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldElementType;
import com.google.cloud.bigquery.InsertAllRequest;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Google's own Java client, with the settings that it comes with.
@Timeout(300)
final class JavaClientTest {
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void a_query_answers_its_rows() throws Exception {
    var result =
        bq.query(
            QueryJobConfiguration.of(
                "SELECT 1 AS x, 'a' AS y, TIMESTAMP '2026-05-20 12:34:56.789 UTC' AS t"));
    var row = result.iterateAll().iterator().next();
    assertThat(row.get("x").getLongValue()).isEqualTo(1);
    assertThat(row.get("y").getStringValue()).isEqualTo("a");
    assertThat(row.get("t").getTimestampInstant()).isEqualTo("2026-05-20T12:34:56.789Z");
  }

  @Test
  void a_dataset_is_made_listed_and_found() {
    bq.create(DatasetInfo.newBuilder("made").setDescription("by the client").build());
    assertThat(bq.getDataset("made").getDescription()).isEqualTo("by the client");
    assertThat(bq.getDataset("none")).isNull();
    assertThat(bq.listDatasets().iterateAll())
        .anyMatch(d -> d.getDatasetId().getDataset().equals("made"));
  }

  @Test
  void pages_join_to_the_whole_result() throws Exception {
    var result =
        bq.query(
            QueryJobConfiguration.newBuilder(
                    "SELECT n FROM UNNEST(GENERATE_ARRAY(1, 3000)) AS n ORDER BY n")
                .setMaxResults(700L)
                .build());
    assertThat(result.getTotalRows()).isEqualTo(3000);
    long expected = 1;
    for (var row : result.iterateAll()) assertThat(row.get(0).getLongValue()).isEqualTo(expected++);
    assertThat(expected).isEqualTo(3001);
  }

  @Test
  void a_range_comes_as_the_client_reads_it() throws Exception {
    var result =
        bq.query(
            QueryJobConfiguration.of(
                "SELECT RANGE<DATE> '[2024-01-01, UNBOUNDED)' AS d,"
                    + " RANGE<TIMESTAMP> '[2024-01-01 10:00:00+00, 2024-01-02 00:00:00+00)' AS t"));
    var fields = java.util.Objects.requireNonNull(result.getSchema()).getFields();
    assertThat(fields.get("d").getRangeElementType().getType()).isEqualTo("DATE");
    var row = result.iterateAll().iterator().next();
    assertThat(row.get("d").getRangeValue().getStart().getStringValue()).isEqualTo("2024-01-01");
    assertThat(row.get("d").getRangeValue().getEnd().isNull()).isTrue();
    assertThat(row.get("t").getRangeValue().getEnd().getStringValue())
        .isEqualTo("1704153600.000000");
  }

  @Test
  void a_column_of_ranges_is_made_and_filled() throws Exception {
    bq.create(DatasetInfo.of("ranged"));
    var column =
        Field.newBuilder("d", StandardSQLTypeName.RANGE)
            .setRangeElementType(FieldElementType.newBuilder().setType("DATE").build())
            .build();
    var table = TableId.of("ranged", "t");
    bq.create(TableInfo.of(table, StandardTableDefinition.of(Schema.of(column))));
    var answer =
        bq.insertAll(
            InsertAllRequest.newBuilder(table)
                .addRow(Map.of("d", "[2024-01-01, 2024-02-01)"))
                .build());
    assertThat(answer.hasErrors()).isFalse();
    var end = bq.query(QueryJobConfiguration.of("SELECT RANGE_END(d) AS e FROM ranged.t"));
    assertThat(end.iterateAll().iterator().next().get("e").getStringValue())
        .isEqualTo("2024-02-01");
  }
}
