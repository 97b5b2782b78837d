package convergence.warehouse;

import java.util.Map;

/// GoogleSQL, understood: where a variable stands and which tables a statement touches come from the
/// parser, not from a lexer of ours. `googlesql` implements it. Thread-safe; native calls run on its own
/// bounded pool.
///
/// Binding and analysing throw [convergence.warehouse.SqlFault] for what they refuse.
public interface Statements {
  /// Fills the holes of a template's SQL. `{name}` with [a-z][a-z0-9_]* is a variable, `{{` and `}}` are
  /// braces, any other brace is text. A value position gets a named parameter (or an escaped literal
  /// where only a literal may stand), an identifier position the checked and quoted name; in a comment the
  /// hole is left as it is. In a string literal a value is text, character by character: in a quoted LIKE
  /// pattern its `%` and `_` stand for themselves (a pattern as a value stands bare: `LIKE {p}`). Anything
  /// that would change the statement's structure is refused.
  ///
  /// @param template one statement or a script, at most 256 KB
  BoundSql bind(String template, Map<String, Variable> variables);

  /// A fault of a bound text, told with the place in its template: what filled the holes moved the columns.
  default SqlFault located(SqlFault fault, String template, Map<String, Variable> variables) {
    return fault;
  }

  /// Proves what a statement does against these schemas.
  ///
  /// @param defaultDataset where unqualified names live
  Analysis analyse(BoundSql sql, Schemas schemas, String defaultDataset);
}
