package convergence.embedded.duckdb;

import convergence.problem.Fault;
import convergence.warehouse.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table as it was when this was taken, whatever has been written to it since. It is kept until nobody has read of
/// it for an hour, or many others have been taken after it. Any thread may call.
public final class TableSnapshot {
  private final Snapshots.Snapshot transaction;
  private final Seen seen;

  /// What its transaction saw first.
  record Seen(StoredRows rows, Shelf.Size size) {}

  TableSnapshot(Snapshots.Begun<Seen> begun) {
    this.transaction = begun.snapshot();
    this.seen = begun.seen();
  }

  public List<Column> columns() {
    return seen.rows().columns();
  }

  /// Its rows are counted; its bytes may be those of a moment before.
  public Shelf.Size size() {
    return seen.size();
  }

  /// Rows in the order in which they came in.
  ///
  /// @throws Fault.Permanent `snapshot_gone`
  public List<List<@Nullable Object>> read(Shelf.Slice slice) {
    return transaction.read(session -> seen.rows().read(session, slice));
  }

  /// The same rows in Arrow's layout.
  ///
  /// @param most rows of one batch
  /// @throws IllegalArgumentException not all columns are as [ArrowBatch#holds] wants them
  /// @throws Fault.Permanent `snapshot_gone`
  public List<ArrowBatch> arrow(Shelf.Slice slice, int most) {
    return transaction.read(session -> seen.rows().arrow(session, slice, most));
  }
}
