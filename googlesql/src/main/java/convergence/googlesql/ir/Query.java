package convergence.googlesql.ir;

import java.util.List;

/// A whole SELECT.
///
/// @param outputs in order; a column may stand twice
/// @param ordered the rows' order is part of the answer
public record Query(Rel rows, List<Output> outputs, boolean ordered) implements Command {
  public Query {
    outputs = List.copyOf(outputs);
  }

  /// @param name as BigQuery shows it: an anonymous column is `f0_`, `f1_`, …
  public record Output(String name, IrColumn column) {}
}
