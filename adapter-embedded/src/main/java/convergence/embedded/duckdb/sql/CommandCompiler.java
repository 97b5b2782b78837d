package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Resolved statements → DuckDB's SQL, with the values of parameters and variables in its text.
public final class CommandCompiler {
  private CommandCompiler() {}

  /// @throws convergence.warehouse.SqlFault `unsupported` for what has no exact translation
  public static Compiled query(Query query, Context context) {
    var printer = new RelPrinter(context.sources(), context);
    return new Compiled(
        printer.query(query.rows(), SqlCompiler.outs(query)),
        List.of(),
        SqlCompiler.columns(query),
        query.ordered());
  }

  /// The same query with one name for each column, as BigQuery shows a result that goes into no table: a second
  /// `id` is `id_1`.
  public static Query named(Query query) {
    Map<String, Integer> seen = new HashMap<>();
    List<Query.Output> outputs = new ArrayList<>();
    for (var output : query.outputs()) {
      int before = seen.merge(output.name().toLowerCase(Locale.ROOT), 1, Integer::sum) - 1;
      String name = before == 0 ? output.name() : output.name() + "_" + before;
      outputs.add(new Query.Output(name, output.column()));
    }
    return new Query(query.rows(), outputs, query.ordered());
  }

  /// A query of one value, which is not shaped as a result: an array may be NULL, and hold NULLs.
  public static Compiled value(Query query, Context context) {
    var printer = new RelPrinter(context.sources(), context);
    var output = query.outputs().getFirst();
    return new Compiled(
        printer.query(query.rows(), List.of(new RelPrinter.Out(output.column(), output.name()))),
        List.of(),
        List.of(SqlCompiler.column(output.name(), output.column().type())),
        false);
  }

  /// @throws convergence.warehouse.SqlFault `unsupported` for what has no exact translation
  public static Program dml(Dml dml, Target target, Context context) {
    return new DmlPrinter(target, context).print(dml);
  }

  /// Rows on their way into a table, in the order of its fields: each what its column demands.
  public static String checked(List<Target.Field> fields, Query query, Context context) {
    var printer = new RelPrinter(context.sources(), context);
    var outs = SqlCompiler.outs(query);
    List<RelPrinter.Out> places = new ArrayList<>();
    for (int i = 0; i < outs.size(); i++)
      places.add(new RelPrinter.Out(outs.get(i).column(), "v" + i, outs.get(i).shape()));
    return Writes.checked(fields, List.of(), printer.query(query.rows(), places));
  }
}
