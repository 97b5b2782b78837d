package convergence.bigquery.storage;

import convergence.warehouse.Column;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The streams of open read sessions: each some rows of a table, in order.
final class ReadStreams {
  /// Gives rows of what a session reads.
  interface Rows {
    List<List<@Nullable Object>> from(long first, int most);
  }

  /// @param first, end rows of the whole; `end` is not one of them
  /// @param atOnce rows that are worth asking for at once: finding the place costs as much as some thousand rows
  record Stream(
      String name,
      Rows rows,
      List<Column> columns,
      RowFormat format,
      long first,
      long end,
      int atOnce) {}

  private final Map<String, Stream> streams = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  Stream add(String session, Stream like, long first, long end) {
    String name = session + "/streams/s" + numbers.incrementAndGet();
    var stream =
        new Stream(name, like.rows(), like.columns(), like.format(), first, end, like.atOnce());
    streams.put(name, stream);
    return stream;
  }

  @Nullable Stream find(String name) {
    return streams.get(name);
  }
}
