package convergence.googlesql.ir;

/// A constant of type INTERVAL: three counts that are never mixed.
public record IntervalParts(long months, long days, long micros) {}
