package convergence.warehouse;

import java.util.List;

/// GoogleSQL whose holes are filled: identifiers stand quoted in the text, values are named parameters.
/// The text does not depend on the values, so it is analysed and compiled once.
///
/// @param text GoogleSQL with `@name` parameters
/// @param parameters each parameter of the text, once
public record BoundSql(String text, List<Parameter> parameters) {
  public BoundSql {
    parameters = List.copyOf(parameters);
  }

  public static BoundSql of(String text) {
    return new BoundSql(text, List.of());
  }

  /// @param name as in the text, without `@`
  /// @param type what the analysis takes it for
  /// @param variable the template variable whose value goes there
  public record Parameter(String name, SqlType type, String variable) {}
}
