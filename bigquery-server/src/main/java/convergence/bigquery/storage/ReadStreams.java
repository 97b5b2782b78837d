package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.ReadRowsResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams of open read sessions: each some rows of a table, in order.
final class ReadStreams {
  /// Rows of what a session reads, written in its format.
  interface Parts {
    /// @return in order; none: there are no more
    List<Part> from(long first, int most);
  }

  /// As many rows as one response holds.
  record Part(int rows, Consumer<ReadRowsResponse.Builder> content) {}

  /// @param first, end rows of the whole; `end` is not one of them
  /// @param atOnce rows that are worth asking for at once: finding the place costs as much as some thousand rows
  record Stream(String name, Parts parts, RowFormat format, long first, long end, int atOnce) {}

  private final Map<String, Stream> streams = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  Stream add(String session, Stream like, long first, long end) {
    String name = session + "/streams/s" + numbers.incrementAndGet();
    var stream = new Stream(name, like.parts(), like.format(), first, end, like.atOnce());
    streams.put(name, stream);
    return stream;
  }

  @Nullable Stream find(String name) {
    return streams.get(name);
  }
}
