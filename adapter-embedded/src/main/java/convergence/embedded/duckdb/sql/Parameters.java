package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters that a statement has used so far, in the order of their numbers.
final class Parameters {
  private final List<BoundSql.Parameter> declared;
  private final List<BoundSql.Parameter> used = new ArrayList<>();

  private final Map<String, Expr> values;

  Parameters(List<BoundSql.Parameter> declared) {
    this(declared, Map.of());
  }

  private Parameters(List<BoundSql.Parameter> declared, Map<String, Expr> values) {
    this.declared = declared;
    this.values = values;
  }

  /// Parameters and variables whose values stand in the text: constants by the names of [Expr.Parameter].
  static Parameters of(Map<String, Expr> values) {
    return new Parameters(List.of(), values);
  }

  /// @return null: it is bound rather than written
  @Nullable Expr value(Expr.Parameter parameter) {
    return values.get(parameter.name());
  }

  List<BoundSql.Parameter> used() {
    return used;
  }

  String print(Expr.Parameter parameter) {
    if (parameter.name().startsWith("@@"))
      throw Unsupported.of("the system variable " + parameter.name() + " at this place");
    var found =
        declared.stream()
            .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(parameter.name()))
            .findFirst()
            .orElseThrow(
                () -> new SqlFault("unknown_variable", "no parameter @" + parameter.name(), 0, 0));
    int index = used.indexOf(found);
    if (index < 0) {
      index = used.size();
      used.add(found);
    }
    return "CAST(CAST($" + (index + 1) + " AS VARCHAR) AS " + SqlTexts.type(parameter.type()) + ")";
  }
}
