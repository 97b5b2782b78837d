package convergence.embedded.duckdb;

import convergence.googlesql.Recent;
import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.ScriptResolver;
import convergence.googlesql.ir.Step;
import convergence.googlesql.ir.Surroundings;
import convergence.googlesql.ir.Surroundings.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was resolved lately: who asks the same again, of the same tables, does not wait for ZetaSQL. Thread-safe.
final class Resolutions {
  private static final int REMEMBERED = 500;

  /// Longer texts are rarely asked twice, and their trees are large.
  private static final int LONGEST = 8_192;

  private final ScriptResolver resolver;
  private final Recent<String, List<Step>> scripts = new Recent<>(REMEMBERED);
  private final Recent<Question, Command> commands = new Recent<>(REMEMBERED);

  /// Everything on which a resolved statement hangs, where there are neither routines nor temporary tables.
  ///
  /// @param version of the catalogue
  private record Question(
      String sql,
      List<Named> variables,
      List<Named> named,
      List<IrType> positional,
      @Nullable IrType target,
      String project,
      String dataset,
      Sight sight,
      long version) {}

  Resolutions(ScriptResolver resolver) {
    this.resolver = resolver;
  }

  /// @throws convergence.warehouse.SqlFault for what does not parse
  List<Step> script(String sql) {
    if (sql.length() > LONGEST) return resolver.script(sql);
    var known = scripts.find(sql);
    if (known.isPresent()) return known.get();
    var steps = resolver.script(sql);
    scripts.keep(sql, steps);
    return steps;
  }

  /// @throws convergence.warehouse.SqlFault for what does not resolve
  Command command(String sql, Surroundings around, Scope scope) {
    var schemas = scope.schemas();
    if (sql.length() > LONGEST || around.routines().any() || scope.hasTemporary())
      return resolver.command(sql, around, schemas, scope.analysed());
    var question =
        new Question(
            sql,
            around.variables(),
            around.named(),
            around.positional(),
            around.target(),
            scope.project(),
            scope.analysed(),
            scope.sight(),
            schemas.version());
    var known = commands.find(question);
    if (known.isPresent()) return known.get();
    var command = resolver.command(sql, around, schemas, scope.analysed());
    commands.keep(question, command);
    return command;
  }
}
