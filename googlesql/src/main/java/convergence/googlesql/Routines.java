package convergence.googlesql;

import com.google.common.collect.ImmutableList;
import com.google.zetasql.Function;
import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.ParseResumeLocation;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.TableValuedFunction;
import com.google.zetasql.ZetaSQLFunctions.FunctionEnums.Mode;
import com.google.zetasql.ZetaSQLFunctions.SignatureArgumentKind;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Surroundings;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The routines that a statement calls, and those that they call, put into a catalogue under the paths by which
/// they are called, and taken out again. ZetaSQL resolves a SQL function's body for each call and puts it there.
final class Routines implements AutoCloseable {
  /// The group of JavaScript functions. The name of one is its path, the definition is looked up by it.
  static final String JS = "JS";

  private final SimpleCatalog root;
  private final Set<List<String>> done = new HashSet<>();
  private final List<Runnable> undo = new ArrayList<>();
  private final List<List<String>> tables = new ArrayList<>();

  Routines(SimpleCatalog root) {
    this.root = root;
  }

  /// @return paths of tables that the functions read
  List<List<String>> add(SyntaxNode tree, Surroundings.Routines known, Workbench bench) {
    for (var path : called(tree, new ArrayList<>())) {
      if (!done.add(path)) continue;
      var routine = known.find(path);
      if (routine.isEmpty()) continue;
      switch (routine.get()) {
        case Routine.SqlFunction function -> {
          add(path, sql(path, function));
          below("SELECT " + function.body(), known, bench);
        }
        case Routine.JsFunction function -> add(path, js(path, function));
        case Routine.TableFunction function -> {
          add(path, function);
          below(function.query(), known, bench);
        }
        case Routine.Procedure _ -> {}
      }
    }
    return tables;
  }

  /// The catalogue is as it was.
  boolean none() {
    return undo.isEmpty();
  }

  /// The table functions that BigQuery has and ZetaSQL lacks.
  void addBuiltIn(SyntaxNode tree, String sql) {
    List<SyntaxNode> calls = new ArrayList<>();
    sessionizing(tree, calls);
    if (calls.isEmpty()) return;
    var made = calls.stream().map(call -> Sessionize.of(call, sql)).distinct().toList();
    if (made.size() > 1)
      throw Unsupported.of("calls of " + Sessionize.NAME + " with other columns in one statement");
    var function = made.getFirst().function();
    root.addTableValuedFunction(function);
    undo.add(() -> root.removeTableValuedFunction(function));
  }

  private static void sessionizing(SyntaxNode node, List<SyntaxNode> found) {
    boolean named =
        node.is("TVF")
            && node.children().getFirst().children().size() == 1
            && node.children()
                .getFirst()
                .children()
                .getFirst()
                .text("id_string")
                .equalsIgnoreCase(Sessionize.NAME);
    if (named) found.add(node);
    for (var child : node.children()) sessionizing(child, found);
  }

  private void below(String sql, Surroundings.Routines known, Workbench bench) {
    var tree = bench.parse(sql);
    tables.addAll(bench.tablesOf(sql));
    List<List<String>> _ = add(tree, known, bench);
  }

  private static List<List<String>> called(SyntaxNode node, List<List<String>> found) {
    if (node.is("FunctionCall") || node.is("TVF")) {
      for (var child : node.children()) {
        if (!child.is("PathExpression")) continue;
        if (!child.role().equals("function") && !child.role().equals("name")) continue;
        var path =
            new ArrayList<>(child.children().stream().map(n -> n.text("id_string")).toList());
        if (path.size() > 1 && path.getFirst().equalsIgnoreCase("SAFE")) path.removeFirst();
        found.add(List.copyOf(path));
      }
    }
    for (var child : node.children()) called(child, found);
    return found;
  }

  private static Function sql(List<String> path, Routine.SqlFunction function) {
    var type = function.returns();
    String body =
        type == null
            ? function.body()
            : "CAST((" + function.body() + "\n) AS " + Types.written(type) + ")";
    return new Function.TemplatedSQLFunction(
        ImmutableList.copyOf(path), signature(function), names(function), location(body));
  }

  private static ParseResumeLocation location(String sql) {
    return new ParseResumeLocation(sql);
  }

  private static Function js(List<String> path, Routine.JsFunction function) {
    var result = new FunctionArgumentType(Types.of(function.returns()));
    return new Function(
        path, JS, Mode.SCALAR, List.of(new FunctionSignature(result, arguments(function), 0)));
  }

  private static ImmutableList<String> names(Routine routine) {
    return routine.arguments().stream()
        .map(Routine.Argument::name)
        .collect(ImmutableList.toImmutableList());
  }

  private static FunctionSignature signature(Routine routine) {
    var any = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_ARBITRARY);
    return new FunctionSignature(any, arguments(routine), 0);
  }

  private static List<FunctionArgumentType> arguments(Routine routine) {
    List<FunctionArgumentType> arguments = new ArrayList<>();
    for (var argument : routine.arguments()) {
      arguments.add(
          argument.type() == null
              ? new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_ARBITRARY)
              : new FunctionArgumentType(Types.of(argument.type())));
    }
    return arguments;
  }

  private void add(List<String> path, Function function) {
    place(path).addFunction(function);
    if (path.size() == 1) undo.add(() -> root.removeFunction(function));
  }

  private void add(List<String> path, Routine.TableFunction function) {
    var relation = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_RELATION);
    var made =
        new TableValuedFunction.TemplatedSQLTVF(
            ImmutableList.copyOf(path),
            new FunctionSignature(relation, arguments(function), 0),
            names(function),
            location(query(function)));
    place(path).addTableValuedFunction(made);
    if (path.size() == 1) undo.add(() -> root.removeTableValuedFunction(made));
  }

  private static String query(Routine.TableFunction function) {
    if (!(function.returns() instanceof IrType.Struct returns)) return function.query();
    return returns.fields().stream()
        .map(
            field ->
                "CAST(`%1$s` AS %2$s) AS `%1$s`"
                    .formatted(field.name(), Types.written(field.type())))
        .collect(Collectors.joining(", ", "SELECT ", " FROM (" + function.query() + "\n)"));
  }

  private SimpleCatalog place(List<String> path) {
    SimpleCatalog catalog = root;
    for (var part : path.subList(0, path.size() - 1)) catalog = child(catalog, part);
    return catalog;
  }

  private SimpleCatalog child(SimpleCatalog parent, String name) {
    for (var child : parent.getCatalogList()) {
      if (child.getFullName().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        return child;
    }
    SimpleCatalog made = parent.addNewSimpleCatalog(name);
    if (parent == root) undo.add(() -> root.removeSimpleCatalog(made));
    return made;
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
