package convergence.bigquery.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import convergence.warehouse.JobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A write stream as the next process finds it, wherever this one was stopped.
final class OpenStreamTest {
  private static final ProtoSchema SCHEMA =
      ProtoSchema.newBuilder()
          .setProtoDescriptor(DescriptorProto.newBuilder().setName("r"))
          .build();

  @TempDir Path folder;
  private StreamLog log;

  @BeforeEach
  void open() {
    log = new StreamLog(folder.resolve("stream"));
  }

  private OpenStream begun(WriteStream.Type type) {
    return OpenStream.begin(
        WriteStream.newBuilder()
            .setName("projects/p/datasets/d/tables/t/streams/s")
            .setType(type)
            .build(),
        log);
  }

  /// Nothing that was about to happen has.
  private OpenStream found() {
    return found(_ -> false);
  }

  private OpenStream found(Predicate<JobId> tookEffect) {
    return Objects.requireNonNull(OpenStream.found(log, tookEffect));
  }

  private static OpenStream.Batch batch(String... rows) {
    return new OpenStream.Batch(
        SCHEMA, List.of(rows).stream().map(ByteString::copyFromUtf8).toList());
  }

  private static List<String> waiting(OpenStream stream) {
    var rows = new ArrayList<String>();
    for (var batch : stream.waiting(stream.length() - stream.moved())) {
      assertThat(batch.schema()).isEqualTo(SCHEMA);
      batch.rows().forEach(row -> rows.add(row.toStringUtf8()));
    }
    return rows;
  }

  @Test
  void rows_that_wait_are_found_in_order() {
    var stream = begun(WriteStream.Type.PENDING);
    stream.append(batch("a", "b"));
    stream.append(batch("c"));
    stream.finish();
    var found = found();
    assertThat(waiting(found)).containsExactly("a", "b", "c");
    assertThat(found.isFinished()).isTrue();
    assertThat(found.isCommitted()).isFalse();
  }

  @Test
  void an_entry_that_was_not_written_whole_is_cut_off_wherever_it_broke() throws Exception {
    var stream = begun(WriteStream.Type.BUFFERED);
    stream.append(batch("a"));
    long whole = log.size();
    stream.append(batch("b"));
    byte[] all = Files.readAllBytes(folder.resolve("stream"));
    for (int length = (int) whole; length < all.length; length++) {
      Files.write(folder.resolve("stream"), java.util.Arrays.copyOf(all, length));
      var found = found();
      assertThat(waiting(found)).as("cut at " + length).containsExactly("a");
      found.append(batch("c"));
      assertThat(waiting(found())).containsExactly("a", "c");
    }
    all[all.length - 1] ^= 1;
    Files.write(folder.resolve("stream"), all, StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(waiting(found())).containsExactly("a");
  }

  @Test
  void what_was_about_to_move_has_moved_when_the_warehouse_says_so() {
    var stream = begun(WriteStream.Type.BUFFERED);
    stream.append(batch("a", "b", "c"));
    var id = stream.id("flush");
    stream.moving(id, 2);
    assertThat(waiting(found())).containsExactly("a", "b", "c");
    assertThat(found().id("flush")).isEqualTo(id);
    var found = found(id::equals);
    assertThat(waiting(found)).containsExactly("c");
    assertThat(found.moved()).isEqualTo(2);
    assertThat(found.id("flush")).isNotEqualTo(id);
  }

  @Test
  void a_committed_stream_knows_how_many_rows_it_took() {
    var stream = begun(WriteStream.Type.COMMITTED);
    stream.moving(stream.id("append"), 5);
    stream.moved(5);
    stream.moving(stream.id("append"), 7);
    assertThat(found().length()).isEqualTo(5);
    assertThat(found(_ -> true).length()).isEqualTo(7);
  }

  @Test
  void a_stream_that_was_committed_keeps_its_length_and_not_its_rows() {
    var stream = begun(WriteStream.Type.PENDING);
    stream.append(batch("a".repeat(10_000)));
    stream.finish();
    stream.moved(1);
    assertThat(log.size()).isLessThan(1_000);
    var found = found();
    assertThat(found.isCommitted()).isTrue();
    assertThat(found.isFinished()).isTrue();
    assertThat(found.length()).isEqualTo(1);
    assertThat(waiting(found)).isEmpty();
  }
}
