package convergence.embedded.duckdb.sql;

import convergence.embedded.duckdb.sql.Translation.Form;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Each scalar function by its signature. What is not in the table is refused.
final class FunctionTable {
  private final Map<String, Translation> table = new HashMap<>();

  FunctionTable() {
    Operators.fill(this);
    NumberFunctions.fill(this);
    TextFunctions.fill(this);
    TimeFunctions.fill(this);
    ArrayFunctions.fill(this);
    JsonFunctions.fill(this);
  }

  /// Where `{0}`, `{1}` … stand the arguments, `{*}` all of them.
  void pattern(String signature, String pattern) {
    form(signature, (_, arguments) -> Patterns.fill(pattern, arguments));
  }

  void form(String signature, Form form) {
    put(signature, new Translation.Native(form));
  }

  void macro(String signature, String name) {
    put(signature, new Translation.Macro(name));
  }

  void udf(String signature, String name) {
    put(signature, new Translation.Udf(name));
  }

  void refuse(String signature, String why) {
    put(signature, new Translation.Refused(why));
  }

  private void put(String signature, Translation translation) {
    if (table.put("FN_" + signature, translation) != null)
      throw new IllegalStateException("twice in the table: " + signature);
  }

  /// For the list in the documentation and for tests.
  Map<String, Translation> all() {
    return Map.copyOf(table);
  }

  String write(Signature signature, List<Expr> types, List<String> arguments) {
    var translation = table.get(signature.id());
    if (translation == null) throw Unsupported.of("function " + signature);
    return switch (translation) {
      case Translation.Native(var form) -> form.write(types, arguments);
      case Translation.Macro(var name) -> name + "(" + String.join(", ", arguments) + ")";
      case Translation.Udf(var name) -> name + "(" + String.join(", ", arguments) + ")";
      case Translation.Refused(var why) ->
          throw Unsupported.of("function " + signature + " (" + why + ")");
    };
  }
}
