package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The parameters that a statement has used so far, in the order of their numbers.
final class Parameters {
  private final List<BoundSql.Parameter> declared;
  private final List<BoundSql.Parameter> used = new ArrayList<>();

  Parameters(List<BoundSql.Parameter> declared) {
    this.declared = declared;
  }

  List<BoundSql.Parameter> used() {
    return used;
  }

  String print(Expr.Parameter parameter) {
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
