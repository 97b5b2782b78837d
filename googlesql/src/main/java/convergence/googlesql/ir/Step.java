package convergence.googlesql.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement of a script as the parser tells it. Texts of SQL and of expressions are GoogleSQL, resolved when
/// their turn comes; those of statements keep their lines and columns.
public sealed interface Step {
  /// @param kind as a person writes it: `SELECT`, `CREATE TABLE`
  record Sql(String text, String kind) implements Step {}

  /// @param type null: the default's
  /// @param value null: NULL
  record Declare(List<String> names, @Nullable String type, @Nullable String value)
      implements Step {}

  record Assign(String name, String value) implements Step {}

  record AssignFields(List<String> names, String struct) implements Step {}

  record AssignSystem(String path, String value) implements Step {}

  record If(List<Branch> branches, List<Step> otherwise) implements Step {}

  /// @param condition in [Case] with a subject: the value to compare with
  record Branch(String condition, List<Step> body) {}

  /// @param subject null: conditions stand by themselves
  record Case(@Nullable String subject, List<Branch> branches, @Nullable List<Step> otherwise)
      implements Step {}

  /// @param label empty: none
  /// @param condition null: LOOP
  record While(String label, @Nullable String condition, List<Step> body) implements Step {}

  record Repeat(String label, List<Step> body, String until) implements Step {}

  record For(String label, String variable, String query, List<Step> body) implements Step {}

  /// @param label empty: the innermost loop
  record Break(String label) implements Step {}

  record Continue(String label) implements Step {}

  record Return() implements Step {}

  /// @param message null: the error that is being handled
  record Raise(@Nullable String message) implements Step {}

  /// @param handler null: none
  record Block(String label, List<Step> body, @Nullable List<Step> handler) implements Step {}

  enum Transaction implements Step {
    BEGIN,
    COMMIT,
    ROLLBACK
  }

  /// @param arguments expressions; an OUT argument is a variable's name
  record Call(List<String> path, List<String> arguments) implements Step {}

  record Immediate(String sql, List<String> into, List<Using> using) implements Step {}

  /// @param alias empty: positional
  record Using(String value, String alias) {}
}
