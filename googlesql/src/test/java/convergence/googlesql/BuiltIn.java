package convergence.googlesql;

import com.google.zetasql.Function;
import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLFunction.FunctionSignatureId;
import com.google.zetasql.ZetaSQLFunctions.FunctionEnums.NamedArgumentKind;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A signature of one of ZetaSQL's functions, as a generator of calls needs it.
///
/// @param id such as `FN_ADD_INT64`
/// @param name as it is called; operators begin with `$`
public record BuiltIn(
    String id, String name, Mode mode, List<Argument> arguments, Argument result) {
  public enum Mode {
    SCALAR,
    AGGREGATE,
    ANALYTIC
  }

  public enum Times {
    ONCE,
    MAYBE,
    OFTEN
  }

  /// @param kind FIXED, ANY_1, ARRAY_ANY_1, ENUM, LAMBDA or what else ZetaSQL has
  /// @param type of a FIXED one that a table can hold, else null
  public record Argument(String kind, @Nullable Column type, Times times) {}

  /// Every signature of the dialect, in a stable order.
  public static List<BuiltIn> all() {
    var dialect = new Dialect();
    var catalog = new SimpleCatalog("bigquery");
    catalog.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(dialect.language()));
    List<BuiltIn> all = new ArrayList<>();
    for (var function : catalog.getFunctionList()) {
      for (var signature : function.getSignatureList()) {
        var id = FunctionSignatureId.forNumber(Math.toIntExact(signature.getContextId()));
        if (id != null) all.add(of(id.name(), function, signature));
      }
    }
    all.sort(Comparator.comparing(BuiltIn::id).thenComparing(BuiltIn::name));
    return all;
  }

  private static BuiltIn of(String id, Function function, FunctionSignature signature) {
    return new BuiltIn(
        id,
        String.join(".", function.getNamePath()),
        function.isScalar() ? Mode.SCALAR : function.isAggregate() ? Mode.AGGREGATE : Mode.ANALYTIC,
        signature.getFunctionArgumentList().stream()
            .filter(BuiltIn::positional)
            .map(BuiltIn::argument)
            .toList(),
        argument(signature.getResultType()));
  }

  private static boolean positional(FunctionArgumentType argument) {
    return argument.getOptions().getNamedArgumentKind() != NamedArgumentKind.NAMED_ONLY;
  }

  private static Argument argument(FunctionArgumentType argument) {
    var times =
        argument.isRepeated() ? Times.OFTEN : argument.isOptional() ? Times.MAYBE : Times.ONCE;
    var type = argument.getType();
    String kind = argument.getKind().name().replaceFirst("^ARG_(TYPE_)?", "");
    if (type == null) return new Argument(kind.replace("ARRAY_TYPE", "ARRAY"), null, times);
    if (type.isEnum()) return new Argument("ENUM", null, times);
    try {
      return new Argument(kind, Types.column("argument", type), times);
    } catch (SqlFault | IllegalArgumentException e) {
      return new Argument(kind, null, times);
    }
  }
}
