package convergence.googlesql.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function over a window.
///
/// @param frame null: none was written or none applies
public record WindowCall(
    Aggregation call, List<IrColumn> partition, List<SortKey> order, @Nullable Frame frame) {
  public WindowCall {
    partition = List.copyOf(partition);
    order = List.copyOf(order);
  }

  public record Frame(boolean rows, Bound start, Bound end) {}

  public record Bound(Side side, @Nullable Expr offset) {}

  public enum Side {
    UNBOUNDED_PRECEDING,
    PRECEDING,
    CURRENT_ROW,
    FOLLOWING,
    UNBOUNDED_FOLLOWING
  }
}
