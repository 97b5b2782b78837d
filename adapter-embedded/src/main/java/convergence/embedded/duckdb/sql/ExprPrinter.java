package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Expressions → DuckDB text. Each text is a unit: it may stand anywhere without parentheses around it.
final class ExprPrinter {
  /// They refuse single values; SAFE. would make NULLs of these refusals.
  private static final Set<String> REFUSING_VALUES = Set.of("FN_EXP_NUMERIC", "FN_POW_NUMERIC");

  private static final Signature EQUAL = new Signature("FN_EQUAL", "=");

  private final RelPrinter rels;
  private final Parameters parameters;
  private final Function<String, Optional<Routine.JsFunction>> scripts;
  private final FunctionTable functions;
  private final Map<IrColumn, String> bound = new HashMap<>();
  private final ListQueries lists = new ListQueries(this);
  private int names;
  private int branches;
  private boolean opaque;

  ExprPrinter(
      RelPrinter rels,
      Parameters parameters,
      FunctionTable functions,
      Function<String, Optional<Routine.JsFunction>> scripts) {
    this.rels = rels;
    this.parameters = parameters;
    this.functions = functions;
    this.scripts = scripts;
  }

  String print(Expr expr) {
    if (branches == 0 || !Constants.mayFail(expr)) return plain(expr);
    return guarded(expr);
  }

  /// DuckDB computes constant conditions while it plans, in branches that no row takes, too. What might fail there
  /// is written over constants that DuckDB does not see to be such.
  private String guarded(Expr expr) {
    boolean outer = opaque;
    opaque = true;
    String text = plain(expr);
    opaque = outer;
    return text;
  }

  private String hidden(String text, IrType type) {
    if (!opaque || !(type instanceof IrType.Scalar) || type.is(SqlType.BYTES)) return text;
    return "CAST(gs_opaque(CAST(" + text + " AS VARCHAR)) AS " + SqlTexts.type(type) + ")";
  }

  private String plain(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal -> hidden(SqlTexts.literal(literal), literal.type());
      case Expr.Keyword(var word) -> throw Unsupported.of("keyword " + word + " at this place");
      case Expr.Parameter parameter -> parameter(parameter);
      case Expr.Ref(var column) -> bound.getOrDefault(column, RelPrinter.name(column));
      case Expr.Call call -> call(call);
      case Expr.Cast cast when cast.safe() && cast.type().is(SqlType.BIGNUMERIC) ->
          throw Unsupported.of("SAFE_CAST to BIGNUMERIC");
      case Expr.Cast cast ->
          cast.safe()
              ? safely(List.of(cast.value()), texts -> Casts.cast(texts.getFirst(), cast))
              : handed(List.of(print(cast.value())), texts -> Casts.cast(texts.getFirst(), cast));
      case Expr.GetField get -> field(get);
      case Expr.MakeStruct make ->
          Casts.struct(make.type(), make.fields().stream().map(this::print).toList());
      case Expr.Subquery subquery -> subquery(subquery);
      case Expr.Lambda _ -> throw Unsupported.of("a lambda");
      case Expr.Let let -> let(let);
    };
  }

  private String parameter(Expr.Parameter parameter) {
    Expr value = parameters.value(parameter);
    return value == null ? hidden(parameters.print(parameter), parameter.type()) : plain(value);
  }

  private String field(Expr.GetField get) {
    var names = SqlTexts.fieldNames((IrType.Struct) get.struct().type());
    return "struct_extract("
        + print(get.struct())
        + ", "
        + DuckTypes.literal(names.get(get.index()))
        + ")";
  }

  private String call(Expr.Call call) {
    if (call.signature().id().equals("JS")) return script(call);
    if (call.signature().id().equals("FN_MAKE_ARRAY") && call.arguments().isEmpty())
      return "CAST([] AS " + SqlTexts.type(call.type()) + ")";
    if (FloatArithmetic.isNode(call)) return arithmetic(call);
    if (Constants.forgives(call)) return forgiven(call);
    List<Expr> values =
        call.arguments().stream().filter(a -> !(a instanceof Expr.Keyword)).toList();
    if (call.safe() && refusesValues(call.signature().id()))
      throw Unsupported.of("function SAFE." + call.signature());
    if (call.safe() || functions.forgives(call.signature()))
      return safely(values, texts -> written(call, texts));
    if (hidesErrors(call)) {
      var mirrored = Fallible.mirrored(call);
      if (mirrored == null)
        return once(texts(values, values.size()), fields -> written(call, fields));
      if (!Fallible.hides(mirrored)) return call(mirrored);
    }
    int always = Constants.alwaysComputed(call);
    var texts = texts(values, always);
    String text = written(call, texts);
    for (int i = 0; i < texts.size(); i++)
      if (handedIn(i, texts.get(i), always) && repeats(text, texts.get(i)))
        return once(texts, always, fields -> written(call, fields));
    return text;
  }

  /// A Java function is called with all its arguments, whatever they are.
  private boolean hidesErrors(Expr.Call call) {
    return Fallible.hides(call) && !functions.isUdf(call.signature());
  }

  private static boolean refusesValues(String signature) {
    return REFUSING_VALUES.contains(signature)
        || signature.endsWith("_BIGNUMERIC")
        || GeographyFunctions.refusesValues(signature);
  }

  /// @param values texts of the arguments that are no keywords
  private String written(Expr.Call call, List<String> values) {
    var rest = values.iterator();
    var all =
        call.arguments().stream()
            .map(a -> a instanceof Expr.Keyword(var word) ? word : rest.next())
            .toList();
    return functions.write(call.signature(), call.arguments(), all);
  }

  private String arithmetic(Expr.Call call) {
    Map<Expr, String> leaves = new LinkedHashMap<>();
    String text =
        FloatArithmetic.print(call, functions, leaf -> leaves.computeIfAbsent(leaf, this::print));
    if (leaves.values().stream().noneMatch(Nesting::isDeep)) return text;
    List<Expr> order = List.copyOf(leaves.keySet());
    return once(
        List.copyOf(leaves.values()),
        fields -> FloatArithmetic.print(call, functions, leaf -> fields.get(order.indexOf(leaf))));
  }

  /// @param values computed for each row
  private String handed(List<String> values, Function<List<String>, String> function) {
    return values.stream().anyMatch(Nesting::isDeep)
        ? once(values, function)
        : function.apply(values);
  }

  /// A subquery may not stand in a lambda, and should not stand twice, nor should what is deep: macros do both.
  private static boolean repeats(String text, String argument) {
    if (!argument.contains("SELECT") && !Nesting.isDeep(argument)) return false;
    boolean macro = text.startsWith("gs_") && !text.startsWith("gs_eq(");
    return macro
        || text.replace(argument, "").contains("lambda")
        || text.indexOf(argument) != text.lastIndexOf(argument);
  }

  /// What is not computed for each row stays in its branch, but for subqueries.
  private static boolean handedIn(int i, String value, int always) {
    return i < always || value.contains("SELECT");
  }

  private String once(List<String> values, Function<List<String>, String> function) {
    return once(values, values.size(), function);
  }

  /// @param always so many of them are computed for each row; the others stay in their branches, but for subqueries
  private String once(List<String> values, int always, Function<List<String>, String> function) {
    String name = "s$" + names++;
    List<String> inner = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (!handedIn(i, value, always)) {
        fields.add(value);
        continue;
      }
      inner.add("v" + i + " := " + value);
      fields.add("struct_extract(" + name + ", 'v" + i + "')");
    }
    return "list_transform([struct_pack("
        + String.join(", ", inner)
        + ")], lambda "
        + name
        + ": "
        + function.apply(fields)
        + ")[1]";
  }

  /// DuckDB's TRY takes no function whose value it does not know.
  private String forgiven(Expr.Call call) {
    if (Constants.hasQuery(call.arguments().getFirst()))
      throw Unsupported.of("a subquery in " + call.signature().function());
    boolean outer = opaque;
    int outerBranches = branches;
    opaque = false;
    branches = 0;
    List<String> texts = new ArrayList<>(List.of(print(call.arguments().getFirst())));
    opaque = outer;
    branches = outerBranches;
    texts.addAll(texts(call.arguments().subList(1, call.arguments().size()), 0));
    return functions.write(call.signature(), call.arguments(), texts);
  }

  private String script(Expr.Call call) {
    String path = call.signature().function();
    var function =
        scripts.apply(path).orElseThrow(() -> Unsupported.of("the JavaScript function " + path));
    if (call.safe()) throw Unsupported.of("SAFE. before a JavaScript function");
    return JsCalls.write(function, texts(call.arguments(), call.arguments().size()));
  }

  /// @param always so many of them are computed for each row, the others in branches
  private List<String> texts(List<Expr> arguments, int always) {
    List<String> texts = new ArrayList<>();
    for (var argument : arguments) {
      boolean branch = texts.size() >= always;
      if (branch) branches++;
      texts.add(print(argument));
      if (branch) branches--;
    }
    return texts;
  }

  /// NULL instead of an error of the function itself. An argument's own error still shows: arguments that can
  /// fail are computed outside, and a lambda brings them in.
  private String safely(List<Expr> arguments, Function<List<String>, String> function) {
    if (arguments.stream().allMatch(Constants::cannotFail)) {
      // DuckDB's TRY takes no function whose value it does not know.
      boolean outer = opaque;
      opaque = false;
      var texts = texts(arguments, arguments.size());
      opaque = outer;
      return "TRY(" + function.apply(texts) + ")";
    }
    return once(
        texts(arguments, arguments.size()), fields -> "TRY(" + function.apply(fields) + ")");
  }

  /// From now on a column is written as `text`.
  void bind(IrColumn column, String text) {
    bound.put(column, text);
  }

  private String subquery(Expr.Subquery subquery) {
    return lists.print(subquery).orElseGet(() -> select(subquery));
  }

  private String select(Expr.Subquery subquery) {
    var query = subquery.query();
    return switch (subquery.kind()) {
      case SCALAR -> "(" + rels.query(query, RelPrinter.own(query.columns())) + ")";
      case EXISTS -> "EXISTS(" + rels.query(query, RelPrinter.own(query.columns())) + ")";
      case ARRAY -> rels.array(query, subquery);
      case IN -> in(subquery);
    };
  }

  private String in(Expr.Subquery subquery) {
    var needle = subquery.needle();
    if (needle == null) throw new IllegalArgumentException("IN without a needle");
    var query = subquery.query();
    String rows = rels.query(query, RelPrinter.own(query.columns()));
    if (!(needle.type() instanceof IrType.Scalar))
      return inStructs(needle, query.columns().getFirst(), rows);
    // NaN equals nothing in GoogleSQL, itself neither.
    if (needle.type().is(SqlType.FLOAT64)) {
      String column = RelPrinter.name(query.columns().getFirst());
      rows = "SELECT * FROM (" + rows + ") WHERE isnan(" + column + ") IS NOT TRUE";
    }
    return "(" + print(needle) + " IN (" + rows + "))";
  }

  /// A NULL in a struct makes equality unknown in GoogleSQL only.
  private String inStructs(Expr needle, IrColumn column, String rows) {
    String equal =
        functions.write(
            EQUAL,
            List.of(needle, new Expr.Ref(column)),
            List.of(print(needle), RelPrinter.name(column)));
    return "(SELECT CASE WHEN bool_or("
        + equal
        + ") THEN true WHEN count(*) > count("
        + equal
        + ") THEN NULL ELSE false END FROM ("
        + rows
        + "))";
  }

  /// The values are written where they are used: DuckDB computes equal expressions once.
  private String let(Expr.Let let) {
    for (Computed value : let.values()) bind(value.column(), print(value.value()));
    return print(let.body());
  }
}
