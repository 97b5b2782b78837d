package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.storage.v1.BigQueryReadClient;
import com.google.cloud.bigquery.storage.v1.BigQueryReadSettings;
import com.google.cloud.bigquery.storage.v1.CreateReadSessionRequest;
import com.google.cloud.bigquery.storage.v1.DataFormat;
import com.google.cloud.bigquery.storage.v1.ReadRowsRequest;
import com.google.cloud.bigquery.storage.v1.ReadSession;
import com.google.cloud.bigquery.storage.v1.ReadSession.TableReadOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Google's Storage Read client, and Arrow's own reader for what it gets. Rows that fit a condition are written
/// value by value, a whole table as the engine's vectors lie.
@Timeout(120)
final class ArrowReadTest {
  private static final String ROWS_OF_A_QUERY =
      "SELECT * FROM UNNEST([STRUCT(1 AS n, 'a' AS s), (2, 'b'), (3, 'c')]) ORDER BY n";
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;
  private static BigQueryReadClient client;

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("ar"));
    var channel =
        BigQueryReadSettings.defaultGrpcTransportProviderBuilder()
            .setEndpoint("127.0.0.1:" + served.grpcPort())
            .setChannelConfigurator(builder -> builder.usePlaintext())
            .build();
    client =
        BigQueryReadClient.create(
            BigQueryReadSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(channel)
                .build());
  }

  @AfterAll
  static void close() {
    client.close();
    served.close();
  }

  private static void run(String sql) throws InterruptedException {
    var _ = bq.query(QueryJobConfiguration.of(sql));
  }

  private static TableReadOptions every() {
    return TableReadOptions.newBuilder().setRowRestriction("TRUE").build();
  }

  private static TableReadOptions only(String... columns) {
    return TableReadOptions.newBuilder().addAllSelectedFields(List.of(columns)).build();
  }

  /// @return each row's cells, as Arrow's reader shows them
  private static List<List<String>> rows(String table, TableReadOptions options, int streams)
      throws IOException {
    return rows(session(table, options, streams));
  }

  private static ReadSession session(String table, TableReadOptions options, int streams) {
    return client.createReadSession(
        CreateReadSessionRequest.newBuilder()
            .setParent("projects/" + Served.PROJECT)
            .setReadSession(
                ReadSession.newBuilder()
                    .setTable("projects/" + Served.PROJECT + "/datasets/ar/tables/" + table)
                    .setDataFormat(DataFormat.ARROW)
                    .setReadOptions(options))
            .setMaxStreamCount(streams)
            .build());
  }

  private static List<List<String>> rows(ReadSession session) throws IOException {
    var rows = new ArrayList<List<String>>();
    for (var stream : session.getStreamsList()) {
      var sent = new ByteArrayOutputStream();
      session.getArrowSchema().getSerializedSchema().writeTo(sent);
      var request = ReadRowsRequest.newBuilder().setReadStream(stream.getName()).build();
      for (var response : client.readRowsCallable().call(request))
        response.getArrowRecordBatch().getSerializedRecordBatch().writeTo(sent);
      decode(sent.toByteArray(), rows);
    }
    return rows;
  }

  private static void decode(byte[] sent, List<List<String>> rows) throws IOException {
    try (var allocator = new RootAllocator();
        var reader = new ArrowStreamReader(new ByteArrayInputStream(sent), allocator)) {
      while (reader.loadNextBatch()) {
        var batch = reader.getVectorSchemaRoot();
        for (int i = 0; i < batch.getRowCount(); i++) {
          var row = new ArrayList<String>();
          for (var vector : batch.getFieldVectors()) row.add(cell(vector.getObject(i)));
          rows.add(row);
        }
      }
    }
  }

  private static String cell(Object value) {
    return value instanceof byte[] bytes
        ? java.util.HexFormat.of().formatHex(bytes)
        : String.valueOf(value);
  }

  @Test
  void a_query_has_a_stream_of_its_rows() throws Exception {
    var job = bq.create(JobInfo.of(QueryJobConfiguration.of(ROWS_OF_A_QUERY))).waitFor();
    String name =
        "projects/%s/locations/US/jobs/%s/streams/_default"
            .formatted(Served.PROJECT, job.getJobId().getJob());
    var request = ReadRowsRequest.newBuilder().setReadStream(name).setOffset(1).build();
    var sent = new ByteArrayOutputStream();
    for (var response : client.readRowsCallable().call(request)) {
      response.getArrowSchema().getSerializedSchema().writeTo(sent);
      response.getArrowRecordBatch().getSerializedRecordBatch().writeTo(sent);
    }
    var rows = new ArrayList<List<String>>();
    decode(sent.toByteArray(), rows);
    assertThat(rows).containsExactly(List.of("2", "b"), List.of("3", "c"));
    var elsewhere = request.toBuilder().setReadStream(name.replace("/US/", "/EU/")).build();
    assertThatThrownBy(() -> client.readRowsCallable().call(elsewhere).iterator().hasNext())
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void vectors_hold_what_rows_hold() throws Exception {
    run(
        "CREATE TABLE ar.types (i INT64, f FLOAT64, s STRING, b BOOL, y BYTES, n NUMERIC, d DATE, t"
            + " TIME, dt DATETIME, ts TIMESTAMP, j JSON, a ARRAY<STRING>, q ARRAY<STRUCT<n NUMERIC,"
            + " s STRING>>, r STRUCT<x INT64, y ARRAY<DATETIME>, z STRUCT<b BOOL>>)");
    run(
        """
        INSERT INTO ar.types
        SELECT
          IF(MOD(k, 2) = 0, NULL, k), IF(MOD(k, 3) = 0, NULL, k / 7),
          IF(MOD(k, 5) = 0, NULL, REPEAT('ä', MOD(k, 23))), IF(MOD(k, 7) = 0, NULL, MOD(k, 4) = 1),
          IF(MOD(k, 11) = 0, NULL, CAST(CAST(k AS STRING) AS BYTES)),
          IF(MOD(k, 13) = 0, NULL, CAST(k AS NUMERIC) / -1000),
          IF(MOD(k, 17) = 0, NULL, DATE_SUB(DATE '2026-01-01', INTERVAL k DAY)),
          IF(MOD(k, 19) = 0, NULL, TIME_ADD(TIME '01:02:03.000456', INTERVAL k SECOND)),
          IF(MOD(k, 23) = 0, NULL, DATETIME_ADD(DATETIME '1969-12-31 23:59:59.999999', INTERVAL k SECOND)),
          IF(MOD(k, 29) = 0, NULL, TIMESTAMP_MICROS(k * -1001)),
          IF(MOD(k, 31) = 0, NULL, TO_JSON(STRUCT(k AS k))),
          IF(MOD(k, 3) = 0, [], [CAST(k AS STRING), '']),
          IF(MOD(k, 4) = 0, [], [STRUCT(CAST(k AS NUMERIC) AS n, CAST(NULL AS STRING) AS s), (NULL, 'b')]),
          IF(MOD(k, 5) = 0, NULL, STRUCT(k AS x, [DATETIME '2026-05-20 00:00:00'] AS y,
            IF(MOD(k, 2) = 0, NULL, STRUCT(TRUE AS b)) AS z))
        FROM UNNEST(GENERATE_ARRAY(1, 40000)) AS k
        """);
    var vectors = rows("types", TableReadOptions.getDefaultInstance(), 1);
    assertThat(vectors).hasSize(40_000).isEqualTo(rows("types", every(), 1));
    assertThat(vectors.getFirst().getFirst()).isEqualTo("1");
    assertThat(vectors.get(1).getFirst()).isEqualTo("null");
  }

  @Test
  void an_interval_has_three_parts_and_a_range_two() throws Exception {
    String spans =
        """
        SELECT INTERVAL '1-2 -3 4:5:6.789012' YEAR TO SECOND AS i,
          RANGE<DATE> '[2020-01-01, UNBOUNDED)' AS d,
          RANGE<TIMESTAMP> '[2020-01-01 00:00:00+00, 2020-01-02 00:00:00+00)' AS ts
        UNION ALL SELECT NULL, NULL, NULL ORDER BY i DESC
        """;
    run("CREATE TABLE ar.spans AS " + spans);
    var expected =
        List.of(
            List.of(
                "P14M-3D PT4H5M6.789012S",
                "{\"start\":18262}",
                "{\"start\":1577836800000000,\"end\":1577923200000000}"),
            List.of("null", "null", "null"));
    assertThat(rows("spans", TableReadOptions.getDefaultInstance(), 1)).isEqualTo(expected);
    var job = bq.create(JobInfo.of(QueryJobConfiguration.of(spans))).waitFor();
    String name =
        "projects/%s/locations/US/jobs/%s/streams/_default"
            .formatted(Served.PROJECT, job.getJobId().getJob());
    var sent = new ByteArrayOutputStream();
    for (var response :
        client.readRowsCallable().call(ReadRowsRequest.newBuilder().setReadStream(name).build())) {
      response.getArrowSchema().getSerializedSchema().writeTo(sent);
      response.getArrowRecordBatch().getSerializedRecordBatch().writeTo(sent);
    }
    var rows = new ArrayList<List<String>>();
    decode(sent.toByteArray(), rows);
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void streams_share_the_rows() throws Exception {
    run(
        "CREATE TABLE ar.many AS SELECT k, CAST(k AS STRING) AS s FROM"
            + " UNNEST(GENERATE_ARRAY(1, 600000)) AS k");
    var rows = rows("many", only("k"), 4);
    assertThat(rows).hasSize(600_000).doesNotHaveDuplicates();
    assertThat(rows.getLast()).containsExactly("600000");
  }

  @Test
  void deleted_rows_leave_no_gap() throws Exception {
    run("CREATE TABLE ar.holes AS SELECT k FROM UNNEST(GENERATE_ARRAY(1, 40000)) AS k");
    run("DELETE FROM ar.holes WHERE MOD(k, 3) = 0");
    var left = new ArrayList<List<String>>();
    for (int k = 1; k <= 40_000; k++) if (k % 3 != 0) left.add(List.of(Integer.toString(k)));
    assertThat(rows("holes", TableReadOptions.getDefaultInstance(), 1)).isEqualTo(left);
  }

  /// Whatever is done to it afterwards, and however often a stream is read.
  @Test
  void a_session_sees_the_table_as_it_was_when_it_began() throws Exception {
    run("CREATE TABLE ar.moving AS SELECT k FROM UNNEST(GENERATE_ARRAY(1, 300000)) AS k");
    var session = session("moving", TableReadOptions.getDefaultInstance(), 2);
    var before = new ArrayList<List<String>>();
    for (int k = 1; k <= 300_000; k++) before.add(List.of(Integer.toString(k)));
    run("DELETE FROM ar.moving WHERE MOD(k, 2) = 0");
    run("INSERT INTO ar.moving (k) VALUES (-1)");
    run("ALTER TABLE ar.moving ADD COLUMN s STRING");
    assertThat(rows(session)).isEqualTo(before);
    assertThat(rows("moving", TableReadOptions.getDefaultInstance(), 1)).hasSize(150_001);
    run("DROP TABLE ar.moving");
    run("CREATE TABLE ar.moving AS SELECT 'other' AS k");
    assertThat(rows(session)).isEqualTo(before);
  }

  /// A column of that name hides the number of the row.
  @Test
  void a_column_may_be_called_rowid() throws Exception {
    run("CREATE TABLE ar.named AS SELECT k + 7 AS rowid FROM UNNEST(GENERATE_ARRAY(1, 3)) AS k");
    assertThat(rows("named", TableReadOptions.getDefaultInstance(), 1))
        .containsExactlyInAnyOrder(List.of("8"), List.of("9"), List.of("10"));
  }

  @Test
  void columns_of_another_layout_go_row_by_row() throws Exception {
    run(
        "CREATE TABLE ar.wide AS SELECT CAST('1.5' AS BIGNUMERIC) AS w, 2 AS k UNION ALL SELECT"
            + " NULL, 3");
    assertThat(rows("wide", TableReadOptions.getDefaultInstance(), 1))
        .containsExactlyInAnyOrder(
            List.of("1.50000000000000000000000000000000000000", "2"), List.of("null", "3"));
  }

  @Test
  void a_table_without_rows_has_its_columns() throws Exception {
    run("CREATE TABLE ar.empty (k INT64, s STRING)");
    assertThat(rows("empty", TableReadOptions.getDefaultInstance(), 1)).isEmpty();
  }
}
