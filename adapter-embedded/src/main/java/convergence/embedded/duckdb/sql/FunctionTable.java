package convergence.embedded.duckdb.sql;

import convergence.embedded.duckdb.sql.Translation.Form;
import convergence.embedded.duckdb.sql.Translation.Native;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Each function by its signature: scalar, aggregate and window functions. What is not in the table is refused. The
/// list in docs/googlesql-functions.md is made from it.
final class FunctionTable {
  static final FunctionTable STANDARD = new FunctionTable();
  private final Map<String, Translation> table = new HashMap<>();

  FunctionTable() {
    Operators.fill(this);
    NumberFunctions.fill(this);
    TextFunctions.fill(this);
    TimeFunctions.fill(this);
    ArrayFunctions.fill(this);
    JsonFunctions.fill(this);
    IntervalFunctions.fill(this);
    RangeFunctions.fill(this);
    GeographyFunctions.fill(this);
    AggregateFunctions.fill(this);
    HllFunctions.fill(this);
    WindowFunctions.fill(this);
  }

  /// The same table but for one signature: tests break it so.
  FunctionTable with(String id, Translation translation) {
    var other = new FunctionTable();
    other.table.put(id, translation);
    return other;
  }

  /// Where `{0}`, `{1}` … stand the arguments, `{*}` all of them.
  void pattern(String signature, String pattern) {
    form(signature, (_, arguments) -> Patterns.fill(pattern, arguments));
  }

  void form(String signature, Form.Scalar form) {
    put(signature, new Native(form));
  }

  /// @param pattern of one DuckDB aggregate, with `{d}` where DISTINCT may stand
  void aggregate(String signature, String pattern) {
    aggregate(signature, call -> call.of(pattern));
  }

  void aggregate(String signature, Form.Aggregate form) {
    put(signature, new Native(form));
  }

  void analytic(String signature, Form.Analytic form) {
    put(signature, new Native(form));
  }

  /// NULL where the pattern fails.
  void forgiving(String signature, String pattern) {
    put(signature, new Translation.Forgiving((_, arguments) -> Patterns.fill(pattern, arguments)));
  }

  void macro(String signature, String name) {
    put(signature, new Translation.Macro(name));
  }

  /// @param defaults what stands for the last arguments where they are left out
  void udf(String signature, String name, String... defaults) {
    put(signature, new Translation.Udf(name, List.of(defaults)));
  }

  void refuse(String signature, String why) {
    put(signature, new Translation.Refused(why));
  }

  private void put(String signature, Translation translation) {
    String id = signature.startsWith("BQ_") ? signature : "FN_" + signature;
    if (table.put(id, translation) != null)
      throw new IllegalStateException("twice in the table: " + signature);
  }

  /// For the list in the documentation and for tests.
  Map<String, Translation> all() {
    return Map.copyOf(table);
  }

  boolean forgives(Signature signature) {
    return table.get(signature.id()) instanceof Translation.Forgiving;
  }

  boolean isUdf(Signature signature) {
    return table.get(signature.id()) instanceof Translation.Udf;
  }

  String write(Signature signature, List<Expr> types, List<String> arguments) {
    return switch (of(signature)) {
      case Native(Form.Scalar form) -> form.write(types, arguments);
      case Translation.Forgiving(var form) -> form.write(types, arguments);
      case Native(Form.Aggregate _), Native(Form.Analytic _) ->
          throw Unsupported.of("function " + signature + " at this place");
      case Translation.Macro(var name) -> name + "(" + String.join(", ", arguments) + ")";
      case Translation.Udf udf -> {
        if (arguments.size() > Udfs.width(udf.name()))
          throw Unsupported.of("function " + signature + " with so many arguments");
        yield call(udf, arguments);
      }
      case Translation.Refused(var why) -> throw refused(signature, why);
    };
  }

  /// @param window the call stands over one
  String write(AggregateCall call, boolean window) {
    var signature = call.call().signature();
    return switch (of(signature)) {
      case Native(Form.Aggregate form) -> form.write(call);
      case Native(Form.Analytic form) when window -> form.write(call);
      case Translation.Refused(var why) -> throw refused(signature, why);
      case Native _, Translation.Forgiving _, Translation.Macro _, Translation.Udf _ ->
          throw Unsupported.of("function " + signature + " at this place");
    };
  }

  private Translation of(Signature signature) {
    var translation = table.get(signature.id());
    if (translation == null) throw Unsupported.of("function " + signature);
    return translation;
  }

  private static SqlFault refused(Signature signature, String why) {
    return Unsupported.of("function " + signature + " (" + why + ")");
  }

  private static String call(Translation.Udf udf, List<String> arguments) {
    int width = Udfs.width(udf.name());
    List<String> all = new ArrayList<>(arguments);
    int missing = width - arguments.size();
    if (missing > 0)
      all.addAll(udf.defaults().subList(udf.defaults().size() - missing, udf.defaults().size()));
    return Udfs.call(udf.name(), all);
  }
}
