package convergence.embedded.duckdb.sql;

import convergence.googlesql.BuiltIn;
import convergence.googlesql.BuiltIn.Argument;
import convergence.googlesql.BuiltIn.Times;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Expressions of a wanted type, out of the functions of a table.
final class ExprMaker {
  static final List<IrType> SCALARS =
      List.of(
              SqlType.INT64,
              SqlType.FLOAT64,
              SqlType.NUMERIC,
              SqlType.STRING,
              SqlType.BYTES,
              SqlType.BOOL,
              SqlType.DATE,
              SqlType.DATETIME,
              SqlType.TIME,
              SqlType.TIMESTAMP)
          .stream()
          .map(IrType::of)
          .toList();
  private static final Set<SqlType> NO_VALUES =
      Set.of(SqlType.INTERVAL, SqlType.GEOGRAPHY, SqlType.STRUCT);
  private static final Map<SqlType, List<SqlType>> CASTS =
      Map.of(
          SqlType.STRING,
          List.of(
              SqlType.INT64,
              SqlType.FLOAT64,
              SqlType.NUMERIC,
              SqlType.BOOL,
              SqlType.BYTES,
              SqlType.DATE,
              SqlType.DATETIME,
              SqlType.TIME,
              SqlType.TIMESTAMP),
          SqlType.INT64,
          List.of(SqlType.FLOAT64, SqlType.NUMERIC, SqlType.STRING, SqlType.BOOL),
          SqlType.FLOAT64,
          List.of(SqlType.INT64, SqlType.NUMERIC, SqlType.STRING),
          SqlType.NUMERIC,
          List.of(SqlType.INT64, SqlType.FLOAT64, SqlType.STRING),
          SqlType.BOOL,
          List.of(SqlType.INT64, SqlType.STRING),
          SqlType.BYTES,
          List.of(SqlType.STRING),
          SqlType.DATE,
          List.of(SqlType.STRING, SqlType.DATETIME, SqlType.TIMESTAMP),
          // Not of a DATE: the evaluator has the days of such a DATETIME begin in 1970.
          SqlType.DATETIME,
          List.of(SqlType.STRING, SqlType.TIMESTAMP),
          SqlType.TIME,
          List.of(SqlType.STRING, SqlType.DATETIME, SqlType.TIMESTAMP),
          SqlType.TIMESTAMP,
          List.of(SqlType.STRING, SqlType.DATE, SqlType.DATETIME));

  private final Dice dice;
  private final Cells cells;
  private final List<BuiltIn> functions;
  private int names;

  /// @param functions scalar ones that may be called
  ExprMaker(Dice dice, List<BuiltIn> functions) {
    this.dice = dice;
    this.cells = new Cells(dice);
    this.functions = functions.stream().filter(ExprMaker::callable).toList();
  }

  /// An expression and its type.
  record Made(String text, IrType type) {}

  static boolean callable(BuiltIn function) {
    return CallForms.writable(function.name())
        && known(function.result())
        && function.arguments().stream().allMatch(ExprMaker::known);
  }

  private static boolean known(Argument argument) {
    return switch (argument.kind()) {
      case "FIXED" -> argument.type() != null && !NO_VALUES.contains(argument.type().type());
      case "ANY_1", "ANY_2", "ARRAY_ANY_1", "ARRAY_ANY_2", "ENUM", "ARBITRARY" -> true;
      default -> false;
    };
  }

  String name() {
    return "x" + names++;
  }

  IrType scalarType() {
    return dice.pick(SCALARS);
  }

  /// A type of at most `depth` levels.
  IrType anyType(int depth) {
    if (depth == 0 || dice.percent(60)) return scalarType();
    if (dice.percent(50)) {
      var element = anyType(depth - 1);
      return element instanceof IrType.Array ? element : new IrType.Array(element);
    }
    List<IrType.Field> fields = new ArrayList<>();
    for (int i = dice.between(1, 3); i > 0; i--) {
      fields.add(new IrType.Field("f" + i, anyType(depth - 1)));
    }
    return new IrType.Struct(fields);
  }

  /// A call of `function` in `scope`.
  Made call(BuiltIn function, Scope scope, int depth) {
    var types = bind(function);
    return new Made(call(function, types, scope, depth), resolved(function.result(), types));
  }

  private Map<String, IrType> bind(BuiltIn function) {
    boolean plain = !Set.of("if", "coalesce", "ifnull", "$is_null").contains(function.name());
    boolean array =
        function.arguments().stream().anyMatch(a -> a.kind().equals("ARRAY_ANY_1"))
            && !Set.of("$in_array", "array_to_string").contains(function.name());
    IrType first =
        (!plain || array) && dice.percent(25) && !function.name().contains("include")
            ? nonArray(array)
            : scalarType();
    return Map.of("ANY_1", first, "ANY_2", scalarType());
  }

  private IrType nonArray(boolean must) {
    var type = anyType(2);
    return must && type instanceof IrType.Array(var element) ? element : type;
  }

  private static IrType resolved(Argument argument, Map<String, IrType> types) {
    return switch (argument.kind()) {
      case "FIXED" -> type(Optional.ofNullable(argument.type()).orElseThrow());
      case "ARRAY_ANY_1", "ARRAY_ANY_2" ->
          new IrType.Array(
              Optional.ofNullable(types.get(argument.kind().substring(6))).orElseThrow());
      case "ARBITRARY" -> types.getOrDefault("ANY_2", SCALARS.getFirst());
      default -> Optional.ofNullable(types.get(argument.kind())).orElseThrow();
    };
  }

  static IrType type(Column column) {
    IrType type =
        column.type() == SqlType.STRUCT
            ? new IrType.Struct(
                column.fields().stream().map(f -> new IrType.Field(f.name(), type(f))).toList())
            : IrType.of(column.type());
    return column.repeated() ? new IrType.Array(type) : type;
  }

  String call(BuiltIn function, Map<String, IrType> types, Scope scope, int depth) {
    List<String> args = new ArrayList<>();
    for (var argument : expanded(function)) {
      int index = args.size();
      String first =
          args.isEmpty() ? "" : resolved(function.arguments().getFirst(), types).toString();
      String special = CallForms.special(function.name(), index, dice);
      if (special == null && argument.type() != null && argument.type().type() == SqlType.STRING)
        special = CallForms.zone(function.name(), index, dice);
      if (function.name().startsWith("$bitwise")
          && function.id().endsWith("BYTES")
          && dice.percent(70)
          && argument.type() != null
          && argument.type().type() == SqlType.BYTES)
        args.add("FROM_HEX('" + dice.any("f0", "3c", "ff", "01") + "')");
      else if (number(function.name(), argument)) args.add("" + dice.between(-1, 62));
      else if (special != null && (fixed(function, argument) || !dice.percent(4)))
        args.add(typed(function.name(), argument, special));
      else if (argument.kind().equals("ENUM"))
        args.add(CallForms.part(function.name(), first, dice));
      else args.add(argument(resolved(argument, types), scope, depth - 1));
    }
    String text = CallForms.write(function.name(), args);
    return dice.percent(12) && CallForms.maySafe(function.name()) ? "SAFE." + text : text;
  }

  private static String typed(String name, Argument argument, String special) {
    var type = argument.type() == null ? SqlType.STRING : argument.type().type();
    if (type == SqlType.BYTES) return "b" + special;
    if (!name.equals("generate_array")) return special;
    return switch (type) {
      case FLOAT64 -> "(" + special + " / 4)";
      case NUMERIC -> "CAST(" + special + " AS NUMERIC)";
      default -> special;
    };
  }

  /// Nothing else will do.
  private static boolean fixed(BuiltIn function, Argument argument) {
    return argument.kind().equals("ENUM")
        || function.name().startsWith("generate")
        || function.name().startsWith("$like_")
        || function.name().contains("json");
  }

  /// A constant is a plain one: where DuckDB knows an argument to be NULL it looks at no other, nor at its errors.
  private String argument(IrType type, Scope scope, int depth) {
    String text = make(type, scope, depth);
    boolean constant = scope.columns().stream().noneMatch(c -> text.contains(c.text()));
    return constant ? value(type, scope) : text;
  }

  /// The evaluator cuts hours and the like to 32 bits before it looks at them.
  private static boolean number(String name, Argument argument) {
    return Set.of("date", "time", "datetime").contains(name)
        && argument.type() != null
        && argument.type().type() == SqlType.INT64;
  }

  private List<Argument> expanded(BuiltIn function) {
    if (function.name().startsWith("$case")) return cases(function.arguments());
    List<Argument> all = new ArrayList<>();
    for (var argument : function.arguments()) {
      switch (argument.times()) {
        case ONCE -> all.add(argument);
        case MAYBE -> {
          if (dice.percent(50)) return all;
          all.add(argument);
        }
        case OFTEN -> {
          for (int i = dice.between(1, 3); i > 0; i--) all.add(argument);
        }
      }
    }
    return all;
  }

  private List<Argument> cases(List<Argument> arguments) {
    List<Argument> all = new ArrayList<>();
    var often = arguments.stream().filter(a -> a.times() == Times.OFTEN).toList();
    if (arguments.getFirst().times() == Times.ONCE) all.add(arguments.getFirst());
    for (int i = dice.between(1, 2); i > 0; i--) all.addAll(often);
    all.add(arguments.getLast());
    return all;
  }

  /// An expression of this type.
  String make(IrType type, Scope scope, int depth) {
    if (depth <= 0 || dice.percent(30)) return value(type, scope);
    int kind = dice.of(100);
    if (kind < 55) return function(type, scope, depth).orElseGet(() -> value(type, scope));
    if (kind < 70 && type instanceof IrType.Scalar(var scalar)) return cast(scalar, scope, depth);
    if (kind < 85) return subquery(type, scope, depth);
    return value(type, scope);
  }

  private Optional<String> function(IrType type, Scope scope, int depth) {
    for (int tries = 0; tries < 30; tries++) {
      var function = dice.pick(functions);
      var types = matching(function, type);
      if (types != null) return Optional.of(call(function, types, scope, depth));
    }
    return Optional.empty();
  }

  private @Nullable Map<String, IrType> matching(BuiltIn function, IrType type) {
    return switch (function.result().kind()) {
      case "FIXED" -> resolved(function.result(), Map.of()).equals(type) ? bind(function) : null;
      case "ANY_1" ->
          type instanceof IrType.Scalar
                  || Set.of("if", "coalesce", "ifnull").contains(function.name())
              ? Map.of("ANY_1", type, "ANY_2", scalarType())
              : null;
      case "ARRAY_ANY_1" ->
          type instanceof IrType.Array(var element)
              ? Map.of("ANY_1", element, "ANY_2", scalarType())
              : null;
      default -> null;
    };
  }

  private String cast(SqlType to, Scope scope, int depth) {
    var sources = CASTS.get(to);
    if (sources == null) return value(IrType.of(to), scope);
    String value = make(IrType.of(dice.pick(sources)), scope, depth - 1);
    return (dice.percent(70) ? "SAFE_CAST(" : "CAST(") + value + " AS " + to + ")";
  }

  private String subquery(IrType type, Scope scope, int depth) {
    if (type instanceof IrType.Array(var element)) return array(element, scope, depth);
    String name = name();
    String array = argument(new IrType.Array(type), scope, depth - 1);
    if (type instanceof IrType.Scalar && dice.percent(40))
      return "(SELECT "
          + dice.any("MIN", "MAX")
          + "("
          + name
          + ") FROM UNNEST("
          + array
          + ") AS "
          + name
          + ")";
    if (type.is(SqlType.BOOL))
      return "EXISTS(SELECT 1 FROM UNNEST("
          + make(new IrType.Array(scalarType()), scope, depth - 1)
          + ") AS "
          + name
          + " WHERE "
          + name
          + " IS NOT NULL)";
    return "(SELECT "
        + name
        + " FROM UNNEST("
        + array
        + ") AS "
        + name
        + " WITH OFFSET AS o"
        + name
        + " ORDER BY o"
        + name
        + (dice.percent(30) ? " DESC" : "")
        + " LIMIT 1)";
  }

  private String array(IrType element, Scope scope, int depth) {
    if (element instanceof IrType.Array) return value(new IrType.Array(element), scope);
    var arrays = scope.arrays();
    if (arrays.isEmpty()) return value(new IrType.Array(element), scope);
    var source = dice.pick(arrays);
    String name = name();
    var inner =
        scope
            .with(new Scope.Named(name, ((IrType.Array) source.type()).element()))
            .with(new Scope.Named("o" + name, IrType.of(SqlType.INT64)));
    return "ARRAY(SELECT "
        + make(element, inner, depth - 1)
        + " FROM UNNEST("
        + source.text()
        + ") AS "
        + name
        + " WITH OFFSET AS o"
        + name
        + where(inner)
        + " ORDER BY o"
        + name
        + (dice.percent(30) ? " DESC" : "")
        + (dice.percent(20) ? " LIMIT 2" : "")
        + ")";
  }

  private String where(Scope scope) {
    return dice.percent(30) ? " WHERE " + condition(scope) : "";
  }

  /// A column, a value or NULL.
  String leaf(IrType type, Scope scope) {
    return dice.percent(8) ? cells.literal(type, null) : value(type, scope);
  }

  /// Not NULL itself: DuckDB looks at no other argument then, nor at its errors.
  private String value(IrType type, Scope scope) {
    var columns = scope.of(type);
    if (!columns.isEmpty() && dice.percent(75)) return dice.pick(columns).text();
    return switch (type) {
      case IrType.Scalar(var scalar) -> cells.literal(type, cells.scalar(scalar));
      case IrType.Struct(var fields) ->
          "STRUCT<"
              + Cells.name(type).substring(7)
              + fields.stream()
                  .map(field -> value(field.type(), scope))
                  .collect(Collectors.joining(", ", "(", ")"));
      case IrType.Array(var element) -> {
        List<String> elements = new ArrayList<>();
        for (int i = dice.of(4); i > 0; i--) elements.add(value(element, scope));
        yield Cells.name(type) + "[" + String.join(", ", elements) + "]";
      }
    };
  }

  /// A condition that cannot fail: what fails in a condition may fail or not, as the warehouse likes.
  String condition(Scope scope) {
    int kind = dice.of(10);
    if (kind == 0) return "(" + condition(scope) + " AND " + condition(scope) + ")";
    if (kind == 1) return "(" + condition(scope) + " OR " + condition(scope) + ")";
    if (kind == 2) return "(NOT " + condition(scope) + ")";
    var scalars = scope.all().stream().filter(c -> SCALARS.contains(c.type())).toList();
    if (scalars.isEmpty()) return dice.any("true", "(1 = 1)", "CAST(NULL AS BOOL)");
    var column = dice.pick(scalars);
    var other = leaf(column.type(), scope);
    return switch (dice.of(6)) {
      case 0 -> "(" + column.text() + " IS " + dice.any("", "NOT ") + "NULL)";
      case 1 -> "(" + column.text() + " IN (" + other + ", " + leaf(column.type(), scope) + "))";
      case 2 ->
          "(" + column.text() + " BETWEEN " + other + " AND " + leaf(column.type(), scope) + ")";
      default ->
          "(" + column.text() + dice.any(" = ", " != ", " < ", " <= ", " > ", " >= ") + other + ")";
    };
  }
}
