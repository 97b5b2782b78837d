package convergence.googlesql.ir;

/// A column and how it is computed.
public record Computed(IrColumn column, Expr value) {}
