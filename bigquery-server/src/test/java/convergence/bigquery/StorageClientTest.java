package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteClient;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.Exceptions;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  private static WriteStream stream(String table, WriteStream.Type type) {
    return client.createWriteStream(
        CreateWriteStreamRequest.newBuilder()
            .setParent(table(table))
            .setWriteStream(WriteStream.newBuilder().setType(type))
            .build());
  }
}
