package convergence.embedded.duckdb;

import convergence.warehouse.Column;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows that come from outside, to be put into a table in one transaction.
///
/// @param id takes effect at most once; empty: as often as it is asked
public record Delivery(Optional<JobId> id, ResultTable into, Content content, Duration timeout) {
  /// Where the rows come from.
  public sealed interface Content {
    /// Values as [convergence.warehouse.Rows] says, in the columns' order.
    record Values(List<Column> columns, Rows rows) implements Content {
      public Values {
        columns = List.copyOf(columns);
      }
    }

    /// Parquet files; their folder is one that the warehouse may read.
    ///
    /// @param columns null: as the files have them
    /// @param decimals what a DECIMAL of the files may become, the first that holds it: NUMERIC,
    ///     BIGNUMERIC or STRING
    record Parquet(List<Path> files, @Nullable List<Column> columns, List<SqlType> decimals)
        implements Content {
      public Parquet {
        files = List.copyOf(files);
        decimals = List.copyOf(decimals);
      }
    }
  }

  /// Takes a row.
  public interface Sink {
    void row(List<@Nullable Object> row);
  }

  /// Gives rows. What it throws ends the delivery, and nothing of it is there.
  public interface Rows {
    void into(Sink sink) throws IOException;
  }

  /// @param rows that went in
  /// @param columns as they came
  public record Receipt(long rows, List<Column> columns) {
    public Receipt {
      columns = List.copyOf(columns);
    }
  }
}
