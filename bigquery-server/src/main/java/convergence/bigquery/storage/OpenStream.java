package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest.ProtoData;
import com.google.cloud.bigquery.storage.v1.ProtoRows;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.ByteString;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.sql.TableName;
import convergence.bigquery.storage.StreamLog.Entry;
import convergence.warehouse.JobId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One write stream. Guarded by itself: appends of a stream go one after the other. What it is told
/// stands in its log first, so that the next process finds it where this one left it.
final class OpenStream {
  /// A log that is longer and holds no waiting rows is written anew.
  private static final long LONG = 1 << 20;

  /// Rows as their writer sent them.
  record Batch(ProtoSchema schema, List<ByteString> rows) {}

  private final WriteStream stream;
  private final TableName table;
  private final StreamLog log;

  /// Rows that are not in the table yet; none of a COMMITTED stream.
  private final Deque<Batch> waiting = new ArrayDeque<>();

  /// The schema that the log has told last.
  private @Nullable ProtoSchema told;

  private long length;
  private long moved;
  private boolean finished;
  private boolean committed;

  private OpenStream(WriteStream stream, StreamLog log) {
    this.stream = stream;
    this.table = Names.tableOf(stream.getName());
    this.log = log;
  }

  static OpenStream begin(WriteStream stream, StreamLog log) {
    log.add(new Entry.Born(stream));
    return new OpenStream(stream, log);
  }

  /// As an earlier process left it.
  ///
  /// @param tookEffect whether rows went into the table under an id
  /// @return null: its log does not even tell its name
  static @Nullable OpenStream found(StreamLog log, Predicate<JobId> tookEffect) {
    var entries = log.entries();
    if (entries.isEmpty() || !(entries.getFirst() instanceof Entry.Born(var stream))) return null;
    var open = new OpenStream(stream, log);
    Entry.Moving last = null;
    for (var entry : entries) {
      open.replay(entry);
      if (entry instanceof Entry.Moving moving) last = moving;
      if (entry instanceof Entry.Moved) last = null;
    }
    if (last != null && tookEffect.test(last.id())) open.moved(last.to());
    return open;
  }

  private void replay(Entry entry) {
    switch (entry) {
      case Entry.Born _, Entry.Moving _ -> {}
      case Entry.Rows(var data) -> {
        if (data.hasWriterSchema()) told = data.getWriterSchema();
        var schema = java.util.Objects.requireNonNull(told);
        wait(new Batch(schema, data.getRows().getSerializedRowsList()));
      }
      case Entry.Moved(long to) -> forget(to);
      case Entry.Finished _ -> finished = true;
    }
  }

  WriteStream stream() {
    return stream;
  }

  TableName table() {
    return table;
  }

  WriteStream.Type type() {
    return stream.getType();
  }

  /// Rows that it took in.
  long length() {
    return length;
  }

  /// Rows of it that are in the table.
  long moved() {
    return moved;
  }

  boolean isFinished() {
    return finished;
  }

  boolean isCommitted() {
    return committed;
  }

  /// Under which the rows from here on go into the table, once.
  JobId id(String act) {
    return new JobId("ws_" + Hashes.sha256(stream.getName() + " " + act + " " + moved));
  }

  /// Takes rows in that go into the table later.
  void append(Batch batch) {
    var data =
        ProtoData.newBuilder().setRows(ProtoRows.newBuilder().addAllSerializedRows(batch.rows()));
    if (!batch.schema().equals(told)) data.setWriterSchema(batch.schema());
    log.add(new Entry.Rows(data.build()));
    told = batch.schema();
    wait(batch);
  }

  private void wait(Batch batch) {
    waiting.add(batch);
    length += batch.rows().size();
  }

  /// The first of those that wait.
  List<Batch> waiting(long rows) {
    var first = new ArrayList<Batch>();
    long missing = rows;
    for (var batch : waiting) {
      if (missing == 0) break;
      int some = (int) Math.min(missing, batch.rows().size());
      first.add(new Batch(batch.schema(), batch.rows().subList(0, some)));
      missing -= some;
    }
    return first;
  }

  void moving(JobId id, long to) {
    log.add(new Entry.Moving(id, to));
  }

  void moved(long to) {
    log.add(new Entry.Moved(to));
    forget(to);
    if (waiting.isEmpty() && (committed || log.size() > LONG)) shorten();
  }

  private void forget(long to) {
    // Rows that a shortened log no longer has do not wait either.
    long gone = to - moved;
    while (gone > 0 && !waiting.isEmpty()) {
      var batch = waiting.removeFirst();
      int some = (int) Math.min(gone, batch.rows().size());
      if (some < batch.rows().size())
        waiting.addFirst(
            new Batch(batch.schema(), batch.rows().subList(some, batch.rows().size())));
      gone -= some;
    }
    moved = to;
    length = Math.max(length, to);
    committed = type() == WriteStream.Type.PENDING;
  }

  /// The rows are in the table, so their number is all that is left to know.
  private void shorten() {
    List<Entry> entries = new ArrayList<>(List.of(new Entry.Born(stream)));
    if (finished) entries.add(new Entry.Finished());
    entries.add(new Entry.Moved(moved));
    told = null;
    log.replace(entries);
  }

  void finish() {
    if (!finished) log.add(new Entry.Finished());
    finished = true;
  }
}
