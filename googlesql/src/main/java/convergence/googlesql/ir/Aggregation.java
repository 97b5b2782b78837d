package convergence.googlesql.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An aggregate function over a group or a window's frame.
///
/// @param nulls what was written; most functions skip NULL anyway
/// @param order within ARRAY_AGG, STRING_AGG and their like
/// @param limit rows that take part after ordering
/// @param having only rows with the greatest or least of a value take part
public record Aggregation(
    IrColumn column,
    Signature signature,
    List<Expr> arguments,
    boolean distinct,
    Nulls nulls,
    List<SortKey> order,
    @Nullable Expr limit,
    @Nullable Having having,
    boolean safe) {
  public Aggregation {
    arguments = List.copyOf(arguments);
    order = List.copyOf(order);
  }

  /// @param greatest HAVING MAX, else MIN
  public record Having(boolean greatest, Expr value) {}

  public enum Nulls {
    DEFAULT,
    IGNORE,
    RESPECT
  }
}
