package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.CsvOptions;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.InsertAllRequest;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobInfo.CreateDisposition;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.WriteChannelConfiguration;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the emulators that there were do wrong.
@Timeout(300)
final class RightHereTest {
  private static final String DATASET = "ours";
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of(DATASET));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  private static List<String> rows(String sql) throws InterruptedException {
    var rows = new ArrayList<String>();
    for (var row : bq.query(QueryJobConfiguration.of(sql)).iterateAll()) {
      var texts = new ArrayList<String>();
      row.forEach(value -> texts.add(value.isNull() ? "NULL" : value.getValue().toString()));
      rows.add(String.join("|", texts));
    }
    return rows;
  }

  private static void run(String sql) throws InterruptedException {
    var _ = bq.query(QueryJobConfiguration.of(sql));
  }

  private static void into(String table, WriteDisposition write, String sql)
      throws InterruptedException {
    var _ =
        bq.query(
            QueryJobConfiguration.newBuilder(sql)
                .setDestinationTable(TableId.of(DATASET, table))
                .setCreateDisposition(CreateDisposition.CREATE_IF_NEEDED)
                .setWriteDisposition(write)
                .build());
  }

  @Test
  void a_destination_table_is_written_as_its_dispositions_say() throws Exception {
    into("dest", WriteDisposition.WRITE_EMPTY, "SELECT 1 AS n");
    into("dest", WriteDisposition.WRITE_APPEND, "SELECT 2 AS n");
    assertThat(rows("SELECT n FROM ours.dest ORDER BY n")).containsExactly("1", "2");
    assertThatThrownBy(() -> into("dest", WriteDisposition.WRITE_EMPTY, "SELECT 3 AS n"))
        .isInstanceOf(BigQueryException.class)
        .hasMessageContaining("Already Exists");
    into("dest", WriteDisposition.WRITE_TRUNCATE, "SELECT 4 AS n");
    assertThat(rows("SELECT n FROM ours.dest")).containsExactly("4");
    assertThatThrownBy(
            () ->
                bq.query(
                    QueryJobConfiguration.newBuilder("SELECT 1 AS n")
                        .setDestinationTable(TableId.of(DATASET, "never"))
                        .setCreateDisposition(CreateDisposition.CREATE_NEVER)
                        .build()))
        .hasMessageContaining("Not found: Table");
  }

  @Test
  void a_partition_decorator_replaces_one_partition_only() throws Exception {
    run("CREATE TABLE ours.parts (d DATE, n INT64) PARTITION BY d");
    run("INSERT INTO ours.parts (d, n) VALUES (DATE '2025-01-01', 1), (DATE '2025-01-02', 2)");
    into(
        "parts$20250101",
        WriteDisposition.WRITE_TRUNCATE,
        "SELECT DATE '2025-01-01' AS d, 10 AS n");
    assertThat(rows("SELECT n FROM ours.parts ORDER BY n")).containsExactly("2", "10");
    assertThatThrownBy(
            () ->
                into(
                    "parts$20250101",
                    WriteDisposition.WRITE_TRUNCATE,
                    "SELECT DATE '2025-01-03' AS d, 1 AS n"))
        .hasMessageContaining("different partitions");
    assertThat(rows("SELECT n FROM ours.parts ORDER BY n")).containsExactly("2", "10");
  }

  @Test
  void a_job_id_is_used_once() throws Exception {
    run("CREATE TABLE ours.once (n INT64)");
    var id = JobId.of(Served.PROJECT, "once-and-only");
    var info = JobInfo.of(id, QueryJobConfiguration.of("INSERT INTO ours.once (n) VALUES (1)"));
    var _ = bq.create(info).waitFor();
    // The client answers a doubled id with the job that is there, if it is young.
    assertThat(bq.create(info).getJobId().getJob()).isEqualTo("once-and-only");
    assertThat(rows("SELECT COUNT(*) FROM ours.once")).containsExactly("1");
  }

  @Test
  void sixteen_clients_at_once_get_their_own_rows() throws Exception {
    int queries = Integer.getInteger("convergence.parallel.queries", 20);
    try (var threads = Executors.newFixedThreadPool(16)) {
      var all = new ArrayList<Future<Integer>>();
      for (int client = 0; client < 16; client++) {
        int mine = client;
        all.add(
            threads.submit(
                () -> {
                  int foreign = 0;
                  for (int i = 0; i < queries; i++) {
                    long wanted = mine * 1000L + i;
                    for (var row :
                        bq.query(
                                QueryJobConfiguration.of(
                                    "SELECT "
                                        + wanted
                                        + " AS n FROM UNNEST(GENERATE_ARRAY(1, 50))"))
                            .iterateAll()) if (row.get(0).getLongValue() != wanted) foreign++;
                  }
                  return foreign;
                }));
      }
      for (var one : all) assertThat(one.get()).isZero();
    }
  }

  private static String csv(
      String table, String content, WriteDisposition write, FormatOptions format, Schema schema)
      throws Exception {
    var configuration =
        WriteChannelConfiguration.newBuilder(TableId.of(DATASET, table), format)
            .setSchema(schema)
            .setWriteDisposition(write)
            .build();
    var writer = bq.writer(configuration);
    try (writer) {
      writer.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      var _ = writer.getJob().waitFor();
      return "";
    } catch (BigQueryException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void a_csv_file_without_a_header_keeps_its_first_line() throws Exception {
    var schema =
        Schema.of(
            Field.of("n", StandardSQLTypeName.INT64), Field.of("s", StandardSQLTypeName.STRING));
    assertThat(
            csv("csv", "1,a\n2,b\n", WriteDisposition.WRITE_TRUNCATE, FormatOptions.csv(), schema))
        .isEmpty();
    assertThat(rows("SELECT n, s FROM ours.csv ORDER BY n")).containsExactly("1|a", "2|b");
    var skipping = CsvOptions.newBuilder().setSkipLeadingRows(1).build();
    assertThat(csv("csv", "n,s\n3,c\n", WriteDisposition.WRITE_TRUNCATE, skipping, schema))
        .isEmpty();
    assertThat(rows("SELECT n, s FROM ours.csv")).containsExactly("3|c");
  }

  @Test
  void a_load_that_fails_leaves_the_table_as_it_was() throws Exception {
    var schema = Schema.of(Field.of("n", StandardSQLTypeName.INT64));
    assertThat(csv("kept", "1\n2\n", WriteDisposition.WRITE_TRUNCATE, FormatOptions.csv(), schema))
        .isEmpty();
    assertThat(
            csv("kept", "3\nfour\n", WriteDisposition.WRITE_TRUNCATE, FormatOptions.csv(), schema))
        .contains("four");
    assertThat(rows("SELECT n FROM ours.kept ORDER BY n")).containsExactly("1", "2");
  }

  @Test
  void numeric_keeps_nine_decimals_by_every_way_in() throws Exception {
    String digits = "12345678901234567890.123456789";
    var schema = Schema.of(Field.of("n", StandardSQLTypeName.NUMERIC));
    bq.create(TableInfo.of(TableId.of(DATASET, "nines"), StandardTableDefinition.of(schema)));
    run("INSERT INTO ours.nines (n) VALUES (NUMERIC '" + digits + "')");
    run("INSERT INTO ours.nines (n) SELECT CAST('" + digits + "' AS NUMERIC)");
    var _ =
        bq.query(
            QueryJobConfiguration.newBuilder("INSERT INTO ours.nines (n) VALUES (@n)")
                .addNamedParameter("n", QueryParameterValue.numeric(new BigDecimal(digits)))
                .build());
    assertThat(
            bq.insertAll(
                    InsertAllRequest.newBuilder(TableId.of(DATASET, "nines"))
                        .addRow(Map.of("n", digits))
                        .addRow(Map.of("n", new BigDecimal(digits)))
                        .build())
                .hasErrors())
        .isFalse();
    assertThat(
            csv("nines", digits + "\n", WriteDisposition.WRITE_APPEND, FormatOptions.csv(), schema))
        .isEmpty();
    assertThat(
            csv(
                "nines",
                "{\"n\":" + digits + "}\n{\"n\":\"" + digits + "\"}\n",
                WriteDisposition.WRITE_APPEND,
                FormatOptions.json(),
                schema))
        .isEmpty();
    assertThat(rows("SELECT n FROM ours.nines")).hasSize(8).containsOnly(digits);
  }

  @Test
  void a_dry_run_runs_nothing() throws Exception {
    run("CREATE TABLE ours.dry (n INT64)");
    for (String sql :
        List.of(
            "INSERT INTO ours.dry (n) VALUES (1); DROP TABLE ours.dry;",
            "INSERT INTO ours.dry (n) VALUES (1)",
            "DROP TABLE ours.dry"))
      bq.create(JobInfo.of(QueryJobConfiguration.newBuilder(sql).setDryRun(true).build()));
    assertThat(rows("SELECT COUNT(*) FROM ours.dry")).containsExactly("0");
  }

  @Test
  void bytes_are_those_of_the_rows_that_are_there_now() throws Exception {
    run("CREATE TABLE ours.growing AS SELECT 1 AS n");
    assertThat(bytes("SELECT n FROM ours.growing")).isEqualTo(8);
    run("INSERT INTO ours.growing (n) VALUES (2), (3)");
    assertThat(bytes("SELECT n FROM ours.growing")).isEqualTo(24);
    var row = InsertAllRequest.newBuilder(TableId.of(DATASET, "growing")).addRow(Map.of("n", 4));
    assertThat(bq.insertAll(row.build()).hasErrors()).isFalse();
    assertThat(bytes("SELECT n FROM ours.growing")).isEqualTo(32);
    into("growing", WriteDisposition.WRITE_TRUNCATE, "SELECT 5 AS n");
    assertThat(bytes("SELECT n FROM ours.growing")).isEqualTo(8);
  }

  private static long bytes(String sql) {
    var dry = QueryJobConfiguration.newBuilder(sql).setDryRun(true).build();
    JobStatistics.QueryStatistics told = bq.create(JobInfo.of(dry)).getStatistics();
    return told.getTotalBytesProcessed();
  }

  @Test
  void a_patched_schema_changes_the_rows_too() throws Exception {
    run("CREATE TABLE ours.patched AS SELECT 1 AS n");
    var table = bq.getTable(TableId.of(DATASET, "patched"));
    var wider =
        Schema.of(
            Field.of("n", StandardSQLTypeName.INT64), Field.of("s", StandardSQLTypeName.STRING));
    table.toBuilder().setDefinition(StandardTableDefinition.of(wider)).build().update();
    run("INSERT INTO ours.patched (n, s) VALUES (2, 'b')");
    assertThat(rows("SELECT n, s FROM ours.patched ORDER BY n")).containsExactly("1|NULL", "2|b");
    var narrower = Schema.of(Field.of("s", StandardSQLTypeName.STRING));
    assertThatThrownBy(
            () ->
                bq.getTable(TableId.of(DATASET, "patched")).toBuilder()
                    .setDefinition(StandardTableDefinition.of(narrower))
                    .build()
                    .update())
        .isInstanceOf(BigQueryException.class)
        .hasMessageContaining("missing in new schema");
  }
}
