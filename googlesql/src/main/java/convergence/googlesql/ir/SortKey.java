package convergence.googlesql.ir;

/// One key of an order. Where NULLs stand is always said: GoogleSQL's default depends on the direction.
public record SortKey(IrColumn column, boolean descending, boolean nullsFirst) {}
