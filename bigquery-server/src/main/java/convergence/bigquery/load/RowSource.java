package convergence.bigquery.load;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows, one after the other.
interface RowSource {
  /// Takes a row.
  interface Sink {
    void row(List<@Nullable Object> row);
  }

  void read(Sink sink) throws IOException;
}
