package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.storage.v1.AppendRowsRequest.MissingValueInterpretation;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteClient;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.Exceptions;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.TableSchema;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Google's Storage Write client. It waits for ever for an answer that never comes.
@Timeout(120)
final class StorageClientTest {
  private static final Schema NUMBERS =
      Schema.of(Field.of("n", com.google.cloud.bigquery.StandardSQLTypeName.INT64));
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;
  private static BigQueryWriteClient client;

  @BeforeAll
  static void open() throws Exception {
    served = Served.on(folder);
    bq = served.client();
    bq.create(DatasetInfo.of("st"));
    var channel =
        BigQueryWriteSettings.defaultGrpcTransportProviderBuilder()
            .setEndpoint("127.0.0.1:" + served.grpcPort())
            .setChannelConfigurator(builder -> builder.usePlaintext())
            .build();
    client =
        BigQueryWriteClient.create(
            BigQueryWriteSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(channel)
                .build());
  }

  @AfterAll
  static void close() {
    client.close();
    served.close();
  }

  private static String table(String name) {
    return "projects/" + Served.PROJECT + "/datasets/st/tables/" + name;
  }

  private static List<String> rows(String sql) throws InterruptedException {
    var rows = new ArrayList<String>();
    for (var row : bq.query(QueryJobConfiguration.of(sql)).iterateAll())
      rows.add(row.get(0).isNull() ? "NULL" : row.get(0).getValue().toString());
    return rows;
  }

  private static JSONArray of(Object... values) {
    var array = new JSONArray();
    for (Object value : values) array.put(new JSONObject().put("n", value));
    return array;
  }

  @Test
  void every_type_arrives_as_it_was_sent() throws Exception {
    var _ =
        bq.query(
            QueryJobConfiguration.of(
                "CREATE TABLE st.types (i INT64, f FLOAT64, s STRING, b BOOL, y BYTES, n NUMERIC, d"
                    + " DATE, t TIME, dt DATETIME, ts TIMESTAMP, j JSON, a ARRAY<INT64>, r STRUCT<x"
                    + " INT64, y STRING>)"));
    try (var writer = JsonStreamWriter.newBuilder(table("types"), client).build()) {
      var row =
          new JSONObject()
              .put("i", 7)
              .put("f", 1.5)
              .put("s", "text")
              .put("b", true)
              .put("y", new JSONArray(List.of(1, 2)))
              .put("n", "123.123456789")
              .put("d", "2026-05-20")
              .put("t", "12:34:56.789")
              .put("dt", "2026-05-20T12:34:56.789")
              .put("ts", "2026-05-20T12:34:56.789Z")
              .put("j", "{\"k\":1}")
              .put("a", new JSONArray(List.of(1, 2)))
              .put("r", new JSONObject().put("x", 1).put("y", "z"));
      var _ = writer.append(new JSONArray(List.of(row))).get();
    }
    assertThat(
            rows(
                "SELECT FORMAT('%t', (i, f, s, b, TO_HEX(y), n, d, t, dt, ts, TO_JSON_STRING(j),"
                    + " ARRAY_LENGTH(a), r.x, r.y)) FROM st.types"))
        .containsExactly(
            "(7, 1.5, text, true, 0102, 123.123456789, 2026-05-20, 12:34:56.789, 2026-05-20"
                + " 12:34:56.789, 2026-05-20 12:34:56.789+00, {\"k\":1}, 2, 1, z)");
  }

  @Test
  void offsets_of_a_committed_stream_count_what_went_in() throws Exception {
    var _ = bq.query(QueryJobConfiguration.of("CREATE TABLE st.committed (n INT64 NOT NULL)"));
    var stream = stream("committed", WriteStream.Type.COMMITTED);
    try (var writer =
        JsonStreamWriter.newBuilder(stream.getName(), stream.getTableSchema(), client).build()) {
      assertThat(writer.append(of(1, 2), 0).get().getAppendResult().getOffset().getValue())
          .isZero();
      assertThat(writer.append(of(3), 2).get().getAppendResult().getOffset().getValue())
          .isEqualTo(2);
      assertThatThrownBy(() -> writer.append(of(1, 2), 0).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(Exceptions.OffsetAlreadyExists.class);
      assertThatThrownBy(() -> writer.append(of(9), 9).get())
          .hasCauseInstanceOf(Exceptions.OffsetOutOfRange.class);
    }
    assertThat(rows("SELECT n FROM st.committed ORDER BY n")).containsExactly("1", "2", "3");
  }

  @Test
  void pending_rows_are_there_when_their_streams_are_committed() throws Exception {
    var _ = bq.query(QueryJobConfiguration.of("CREATE TABLE st.pending (n INT64)"));
    var stream = stream("pending", WriteStream.Type.PENDING);
    try (var writer =
        JsonStreamWriter.newBuilder(stream.getName(), stream.getTableSchema(), client).build()) {
      var _ = writer.append(of(1, 2), 0).get();
    }
    assertThat(rows("SELECT COUNT(*) FROM st.pending")).containsExactly("0");
    assertThat(client.finalizeWriteStream(stream.getName()).getRowCount()).isEqualTo(2);
    var commit =
        BatchCommitWriteStreamsRequest.newBuilder()
            .setParent(table("pending"))
            .addWriteStreams(stream.getName())
            .build();
    assertThat(client.batchCommitWriteStreams(commit).hasCommitTime()).isTrue();
    assertThat(rows("SELECT COUNT(*) FROM st.pending")).containsExactly("2");
    assertThat(client.batchCommitWriteStreams(commit).getStreamErrorsCount()).isEqualTo(1);
  }

  @Test
  void buffered_rows_are_there_up_to_the_row_that_was_flushed() throws Exception {
    var _ = bq.query(QueryJobConfiguration.of("CREATE TABLE st.buffered (n INT64)"));
    var stream = stream("buffered", WriteStream.Type.BUFFERED);
    try (var writer =
        JsonStreamWriter.newBuilder(stream.getName(), stream.getTableSchema(), client).build()) {
      var _ = writer.append(of(1, 2, 3), 0).get();
    }
    var flush =
        com.google.cloud.bigquery.storage.v1.FlushRowsRequest.newBuilder()
            .setWriteStream(stream.getName())
            .setOffset(com.google.protobuf.Int64Value.of(1))
            .build();
    assertThat(client.flushRows(flush).getOffset()).isEqualTo(1);
    assertThat(rows("SELECT n FROM st.buffered ORDER BY n")).containsExactly("1", "2");
  }

  @Test
  void a_stream_lies_where_its_dataset_lies() {
    bq.create(DatasetInfo.newBuilder("tokyo").setLocation("asia-northeast1").build());
    bq.create(TableInfo.of(TableId.of("tokyo", "t"), StandardTableDefinition.of(NUMBERS)));
    String name = table("t").replace("/st/", "/tokyo/");
    var stream =
        client.createWriteStream(
            CreateWriteStreamRequest.newBuilder()
                .setParent(name)
                .setWriteStream(WriteStream.newBuilder().setType(WriteStream.Type.PENDING))
                .build());
    assertThat(client.getWriteStream(stream.getName()).getLocation()).isEqualTo("asia-northeast1");
    assertThat(client.getWriteStream(name + "/streams/_default").getLocation())
        .isEqualTo("asia-northeast1");
  }

  @Test
  void a_column_that_the_writer_does_not_know_takes_its_default() throws Exception {
    var _ =
        bq.query(
            QueryJobConfiguration.of(
                "CREATE TABLE st.defaults (n INT64, s STRING DEFAULT 'said', t STRING DEFAULT"
                    + " 'told')"));
    var known = TableSchema.newBuilder().addFields(field("n", TableFieldSchema.Type.INT64)).build();
    var more = known.toBuilder().addFields(field("s", TableFieldSchema.Type.STRING)).build();
    String name = table("defaults") + "/streams/_default";
    try (var writer = JsonStreamWriter.newBuilder(name, known, client).build()) {
      var _ = writer.append(of(1)).get();
    }
    try (var writer = JsonStreamWriter.newBuilder(name, more, client).build()) {
      var _ = writer.append(of(2)).get();
    }
    try (var writer =
        JsonStreamWriter.newBuilder(name, more, client)
            .setDefaultMissingValueInterpretation(MissingValueInterpretation.DEFAULT_VALUE)
            .build()) {
      var _ = writer.append(of(3)).get();
    }
    try (var writer =
        JsonStreamWriter.newBuilder(name, more, client)
            .setDefaultMissingValueInterpretation(MissingValueInterpretation.DEFAULT_VALUE)
            .setMissingValueInterpretationMap(Map.of("s", MissingValueInterpretation.NULL_VALUE))
            .build()) {
      var _ = writer.append(of(4)).get();
    }
    assertThat(rows("SELECT FORMAT('%t', (n, s, t)) FROM st.defaults ORDER BY n"))
        .containsExactly(
            "(1, said, told)", "(2, NULL, told)", "(3, said, told)", "(4, NULL, told)");
  }

  @Test
  void pending_rows_take_defaults_when_they_go_in() throws Exception {
    var _ =
        bq.query(
            QueryJobConfiguration.of("CREATE TABLE st.later (n INT64, s STRING DEFAULT 'said')"));
    var known = TableSchema.newBuilder().addFields(field("n", TableFieldSchema.Type.INT64)).build();
    var stream = stream("later", WriteStream.Type.PENDING);
    try (var writer = JsonStreamWriter.newBuilder(stream.getName(), known, client).build()) {
      var _ = writer.append(of(1), 0).get();
    }
    var _ = client.finalizeWriteStream(stream.getName());
    var _ =
        client.batchCommitWriteStreams(
            BatchCommitWriteStreamsRequest.newBuilder()
                .setParent(table("later"))
                .addWriteStreams(stream.getName())
                .build());
    assertThat(rows("SELECT s FROM st.later")).containsExactly("said");
  }

  private static TableFieldSchema field(String name, TableFieldSchema.Type type) {
    return TableFieldSchema.newBuilder()
        .setName(name)
        .setType(type)
        .setMode(TableFieldSchema.Mode.NULLABLE)
        .build();
  }

  private static WriteStream stream(String table, WriteStream.Type type) {
    return client.createWriteStream(
        CreateWriteStreamRequest.newBuilder()
            .setParent(table(table))
            .setWriteStream(WriteStream.newBuilder().setType(type))
            .build());
  }
}
