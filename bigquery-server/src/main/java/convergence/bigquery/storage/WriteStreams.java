package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.WriteStream;
import convergence.bigquery.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Open write streams by name.
final class WriteStreams {
  /// One stream. Guarded by itself: appends of a stream go one after the other.
  static final class Open {
    private final WriteStream stream;
    private final TableName table;

    /// Rows that are not in the table yet; empty for a COMMITTED stream.
    private final List<List<@Nullable Object>> waiting = new ArrayList<>();

    private long length;
    private long flushed;
    private boolean finalized;
    private boolean committed;

    Open(WriteStream stream, TableName table) {
      this.stream = stream;
      this.table = table;
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

    List<List<@Nullable Object>> waiting() {
      return waiting;
    }

    long length() {
      return length;
    }

    void grow(long rows) {
      length += rows;
    }

    long flushed() {
      return flushed;
    }

    void flushedTo(long row) {
      flushed = row;
    }

    boolean isFinalized() {
      return finalized;
    }

    void finish() {
      finalized = true;
    }

    boolean isCommitted() {
      return committed;
    }

    void commit() {
      committed = true;
      waiting.clear();
    }
  }

  private final Map<String, Open> streams = new ConcurrentHashMap<>();

  void add(Open stream) {
    streams.put(stream.stream().getName(), stream);
  }

  @Nullable Open find(String name) {
    return streams.get(name);
  }
}
