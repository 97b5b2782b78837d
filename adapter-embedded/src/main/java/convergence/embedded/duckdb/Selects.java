package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Compiled;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlValue;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compiles GoogleSQL and puts the parameters in order, after looking to the views that it names.
final class Selects {
  private final Compiler compiler;
  private final Catalog catalog;
  private final Views views;

  Selects(Compiler compiler, Catalog catalog, Views views) {
    this.compiler = compiler;
    this.catalog = catalog;
    this.views = views;
  }

  Source source(BoundSql sql, Map<String, SqlValue> values, String defaultDataset) {
    views.refreshNamedIn(sql.text(), "");
    Compiled compiled;
    try {
      compiled = compiler.compile(sql, catalog, defaultDataset);
    } catch (SqlFault e) {
      throw Faults.of(e);
    }
    var parameters = new ArrayList<@Nullable String>();
    for (var parameter : compiled.parametersInOrder())
      parameters.add(value(values, parameter.variable()));
    return new Source(compiled.duckSql(), parameters, compiled.columns(), 0);
  }

  private static @Nullable String value(Map<String, SqlValue> values, String variable) {
    SqlValue value = values.get(variable);
    if (value == null)
      throw new Fault.Permanent("sql_invalid", "no value was given for `" + variable + "`");
    return value.text();
  }
}
