package convergence.warehouse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Work for the warehouse under an id that its owner chose. The same id takes effect at most once.
public sealed interface Job {
  JobId id();

  /// Where the rows go.
  Destination destination();

  /// The longest that it may run; the warehouse stops it by itself after that.
  Duration timeout();

  /// Rows of a query. `values` holds one value for each variable that `sql` names; `defaultDataset` is where
  /// unqualified names live.
  ///
  /// @param reads all tables and views that it was proven to read, for the warehouse to compare; null: not said
  record Query(
      JobId id,
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      Destination destination,
      Duration timeout,
      @Nullable List<TableRef> reads)
      implements Job {
    public Query {
      values = Map.copyOf(values);
      if (reads != null) reads = List.copyOf(reads);
    }

    /// Of which nothing was proven.
    public Query(
        JobId id,
        BoundSql sql,
        Map<String, SqlValue> values,
        String defaultDataset,
        Destination destination,
        Duration timeout) {
      this(id, sql, values, defaultDataset, destination, timeout, null);
    }
  }

  /// Rows of a file.
  ///
  /// @param path absolute path (or gs:// on Google), checked by the caller
  /// @param columns null: inferred from the file
  record Load(
      JobId id,
      String path,
      FileFormat format,
      @Nullable List<Column> columns,
      Destination destination,
      Duration timeout)
      implements Job {
    public Load {
      if (columns != null) columns = List.copyOf(columns);
    }
  }

  /// @param delimiter, header, nullMarker only for CSV
  record FileFormat(Kind kind, String delimiter, boolean header, String nullMarker) {
    public enum Kind {
      CSV,
      JSONL,
      PARQUET
    }
  }
}
