package convergence.googlesql.ir;

/// A column of a scan, known by its id alone: names may be doubled, ids are not.
public record IrColumn(long id, IrType type) {}
