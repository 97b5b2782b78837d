package convergence.bigquery.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteClient;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.Exceptions;
import com.google.cloud.bigquery.storage.v1.FlushRowsRequest;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.Int64Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a write stream was told outlives a kill: rows that wait, offsets, and what was flushed.
@Timeout(300)
final class KilledStreamsTest {
  private static final String PROJECT = "convergence";
  private static final String TABLE = "projects/" + PROJECT + "/datasets/k/tables/t";
  @TempDir Path folder;

  /// What is to happen while a server runs that is killed when it has.
  private interface Story {
    void happens(Life life) throws Exception;
  }

  private record Life(RestPlayer rest, BigQueryWriteClient client) {
    List<Long> numbers() throws Exception {
      var numbers = new ArrayList<Long>();
      for (var row : query("SELECT n FROM k.t ORDER BY n").path("rows"))
        numbers.add(row.at("/f/0/v").asLong());
      return numbers;
    }

    com.fasterxml.jackson.databind.JsonNode query(String sql) throws Exception {
      var done =
          rest.post(
              "/bigquery/v2/projects/" + PROJECT + "/queries",
              Map.of("query", sql, "useLegacySql", false, "timeoutMs", 60000));
      assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
      return Fixture.tree(done.body());
    }

    WriteStream stream(WriteStream.Type type) {
      return client.createWriteStream(
          CreateWriteStreamRequest.newBuilder()
              .setParent(TABLE)
              .setWriteStream(WriteStream.newBuilder().setType(type))
              .build());
    }

    /// Returns when it was acknowledged.
    void append(WriteStream stream, long offset, long... numbers) throws Exception {
      var rows = new JSONArray();
      for (long number : numbers) rows.put(new JSONObject().put("n", number));
      try (var writer =
          JsonStreamWriter.newBuilder(stream.getName(), stream.getTableSchema(), client).build()) {
        assertThat(writer.append(rows, offset).get().getAppendResult().getOffset().getValue())
            .isEqualTo(offset);
      }
    }

    long flush(WriteStream stream, long last) {
      return client
          .flushRows(
              FlushRowsRequest.newBuilder()
                  .setWriteStream(stream.getName())
                  .setOffset(Int64Value.of(last))
                  .build())
          .getOffset();
    }

    int commit(WriteStream... streams) {
      var commit = BatchCommitWriteStreamsRequest.newBuilder().setParent(TABLE);
      for (var stream : streams) commit.addWriteStreams(stream.getName());
      return client.batchCommitWriteStreams(commit.build()).getStreamErrorsCount();
    }
  }

  private void live(Story story) throws Exception {
    try (var child = ServedAlone.start(folder);
        var client = client(child.grpcPort())) {
      story.happens(new Life(new RestPlayer(child.port()), client));
    }
  }

  private static BigQueryWriteClient client(int port) throws Exception {
    var channel =
        BigQueryWriteSettings.defaultGrpcTransportProviderBuilder()
            .setEndpoint("127.0.0.1:" + port)
            .setChannelConfigurator(builder -> builder.usePlaintext())
            .build();
    return BigQueryWriteClient.create(
        BigQueryWriteSettings.newBuilder()
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setTransportChannelProvider(channel)
            .build());
  }

  @Test
  void acknowledged_rows_of_pending_streams_are_there_when_they_are_committed_later()
      throws Exception {
    var streams = new ArrayList<WriteStream>();
    live(
        life -> {
          var _ = life.query("CREATE SCHEMA k");
          var _ = life.query("CREATE TABLE k.t (n INT64)");
          for (int i = 0; i < 2; i++) streams.add(life.stream(WriteStream.Type.PENDING));
          life.append(streams.get(0), 0, 1, 2);
          life.append(streams.get(1), 0, 10);
          var _ = life.client().finalizeWriteStream(streams.get(1).getName());
        });
    live(
        life -> {
          assertThat(life.numbers()).isEmpty();
          assertThatThrownBy(() -> life.append(streams.get(0), 0, 1, 2))
              .hasCauseInstanceOf(Exceptions.OffsetAlreadyExists.class);
          assertThatThrownBy(() -> life.append(streams.get(1), 1, 11))
              .hasCauseInstanceOf(Exceptions.StreamFinalizedException.class);
          life.append(streams.get(0), 2, 3);
        });
    live(
        life -> {
          assertThat(life.client().finalizeWriteStream(streams.get(0).getName()).getRowCount())
              .isEqualTo(3);
          assertThat(life.commit(streams.get(0), streams.get(1))).isZero();
          assertThat(life.numbers()).containsExactly(1L, 2L, 3L, 10L);
        });
    live(
        life -> {
          assertThat(life.commit(streams.get(0), streams.get(1))).isEqualTo(2);
          assertThat(life.numbers()).containsExactly(1L, 2L, 3L, 10L);
        });
  }

  @Test
  void a_buffered_stream_goes_on_behind_what_was_flushed() throws Exception {
    var streams = new ArrayList<WriteStream>();
    live(
        life -> {
          var _ = life.query("CREATE SCHEMA k");
          var _ = life.query("CREATE TABLE k.t (n INT64)");
          streams.add(life.stream(WriteStream.Type.BUFFERED));
          life.append(streams.getFirst(), 0, 1, 2, 3);
          assertThat(life.flush(streams.getFirst(), 0)).isZero();
        });
    live(
        life -> {
          assertThat(life.numbers()).containsExactly(1L);
          // Meanwhile the table has grown.
          var _ = life.query("ALTER TABLE k.t ADD COLUMN later STRING");
          life.append(streams.getFirst(), 3, 4);
          assertThat(life.flush(streams.getFirst(), 2)).isEqualTo(2);
          assertThat(life.flush(streams.getFirst(), 1)).isEqualTo(1);
          assertThat(life.numbers()).containsExactly(1L, 2L, 3L);
        });
    live(
        life -> {
          assertThat(life.flush(streams.getFirst(), 3)).isEqualTo(3);
          assertThat(life.numbers()).containsExactly(1L, 2L, 3L, 4L);
        });
  }

  @Test
  void offsets_of_a_committed_stream_go_on() throws Exception {
    var streams = new ArrayList<WriteStream>();
    live(
        life -> {
          var _ = life.query("CREATE SCHEMA k");
          var _ = life.query("CREATE TABLE k.t (n INT64)");
          streams.add(life.stream(WriteStream.Type.COMMITTED));
          life.append(streams.getFirst(), 0, 1, 2);
        });
    live(
        life -> {
          assertThatThrownBy(() -> life.append(streams.getFirst(), 0, 1, 2))
              .hasCauseInstanceOf(Exceptions.OffsetAlreadyExists.class);
          life.append(streams.getFirst(), 2, 3);
          assertThat(life.numbers()).containsExactly(1L, 2L, 3L);
        });
  }
}
