package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.SortKey;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Scans → DuckDB SELECTs. A column is `c$` and its id throughout, so no name is ever looked up by accident:
/// BigQuery allows no `$` in names.
final class RelPrinter {
  private final Function<Rel.Table, String> tables;
  private final ExprPrinter exprs;
  private final CallPrinter calls;
  private final Map<String, String> entryNames = new HashMap<>();
  private int aliases;

  /// @param tables what stands in FROM for a table or view
  RelPrinter(Function<Rel.Table, String> tables, Parameters parameters, FunctionTable functions) {
    this(tables, parameters, functions, _ -> Optional.empty());
  }

  /// @param tables in place of the context's
  RelPrinter(Function<Rel.Table, String> tables, Context context) {
    this(tables, Parameters.of(context.values()), FunctionTable.STANDARD, context.functions());
  }

  private RelPrinter(
      Function<Rel.Table, String> tables,
      Parameters parameters,
      FunctionTable functions,
      Function<String, Optional<Routine.JsFunction>> scripts) {
    this.tables = tables;
    this.exprs = new ExprPrinter(this, parameters, functions, scripts);
    this.calls = new CallPrinter(exprs, functions);
  }

  /// A column of a SELECT and the name that it gets there.
  ///
  /// @param shape what is written around the column's text
  record Out(IrColumn column, String name, UnaryOperator<String> shape) {
    Out(IrColumn column, String name) {
      this(column, name, UnaryOperator.identity());
    }
  }

  static String name(IrColumn column) {
    return "c$" + column.id();
  }

  static List<Out> own(List<IrColumn> columns) {
    return columns.stream().distinct().map(c -> new Out(c, name(c))).toList();
  }

  /// A SELECT whose columns are `outs`, in their order.
  String query(Rel rel, List<Out> outs) {
    return switch (rel) {
      case Rel.SingleRow() -> select(outs, Map.of());
      case Rel.Table table -> table(table, outs);
      case Rel.Project project -> project(project, outs);
      case Rel.Filter(var input, var condition) ->
          select(outs, Map.of()) + from(input) + " WHERE " + exprs.print(condition);
      case Rel.Aggregate aggregate -> aggregate(aggregate, outs);
      case Rel.OrderBy order ->
          select(outs, Map.of()) + from(order.input()) + orderBy(order.keys());
      // A row that is cut is not looked at.
      case Rel.Limit limit when mayFail(outs) -> select(outs, Map.of()) + from(limit);
      case Rel.Limit limit -> limit(limit, outs);
      case Rel.Join join -> join(join, outs);
      case Rel.Unnest unnest -> unnest(unnest, outs);
      case Rel.SetOperation operation -> operation(operation, outs);
      case Rel.With with -> with(with, outs);
      case Rel.Recursion _ -> throw Unsupported.of("WITH RECURSIVE at this place");
      case Rel.WithRef ref -> withRef(ref, outs);
      case Rel.Window window -> window(window, outs);
    };
  }

  private static boolean mayFail(List<Out> outs) {
    return outs.stream().anyMatch(out -> out.shape().apply("v").contains("gs_fail"));
  }

  /// A scan as an item of FROM.
  private String from(Rel rel) {
    if (rel instanceof Rel.SingleRow) return "";
    return " FROM " + item(rel);
  }

  private String item(Rel rel) {
    return "(" + query(rel, own(rel.columns())) + ") AS t" + aliases++;
  }

  private static String select(List<Out> outs, Map<IrColumn, String> computed) {
    if (outs.isEmpty()) return "SELECT 1 AS nothing";
    return outs.stream()
        .map(out -> written(out, computed))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String written(Out out, Map<IrColumn, String> computed) {
    String value = out.shape().apply(computed.getOrDefault(out.column(), name(out.column())));
    return value + " AS " + (value.equals(out.name()) ? out.name() : quoted(out.name()));
  }

  private static String quoted(String name) {
    return name.matches("[cp]\\$[0-9]+") ? name : DuckTypes.quote(name);
  }

  private String table(Rel.Table table, List<Out> outs) {
    Map<IrColumn, String> physical = new HashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      physical.put(table.columns().get(i), DuckTypes.quote(table.names().get(i)));
    }
    return select(outs, physical) + " FROM " + tables.apply(table);
  }

  private String project(Rel.Project project, List<Out> outs) {
    var values = computed(project.computed());
    // What is written more than once is computed below first.
    var written = outs.stream().map(Out::column).filter(values::containsKey).toList();
    boolean twice = written.stream().distinct().count() < written.size();
    String below = from(project.input());
    if (!twice && written.stream().noneMatch(c -> Results.changes(c.type())))
      return select(outs, values) + below;
    var once = own(project.columns());
    return select(outs, Map.of()) + " FROM (" + select(once, values) + below + ") AS t" + aliases++;
  }

  private Map<IrColumn, String> computed(List<Computed> computed) {
    Map<IrColumn, String> values = new HashMap<>();
    for (var column : computed) values.put(column.column(), exprs.print(column.value()));
    return values;
  }

  private String aggregate(Rel.Aggregate aggregate, List<Out> outs) {
    List<IrColumn> keys = aggregate.keys().stream().map(Computed::column).toList();
    List<IrColumn> input = new ArrayList<>(aggregate.input().columns());
    input.addAll(keys);
    Map<IrColumn, String> values = new HashMap<>();
    for (var call : aggregate.aggregations()) values.put(call.column(), calls.aggregate(call));
    for (var grouping : aggregate.groupings()) {
      values.put(grouping.column(), "CAST(GROUPING(" + name(grouping.key()) + ") AS BIGINT)");
    }
    var wanted = select(outs, values);
    var text =
        new StringBuilder(wanted)
            .append(from(new Rel.Project(aggregate.input(), aggregate.keys(), input)));
    if (!aggregate.sets().isEmpty()) {
      text.append(" GROUP BY GROUPING SETS ");
      text.append(
          aggregate.sets().stream()
              .map(set -> "(" + names(set) + ")")
              .collect(Collectors.joining(", ", "(", ")")));
      // Sets over no rows are no groups, the empty set neither.
      text.append(" HAVING count(*) > 0");
    } else if (!keys.isEmpty()) {
      text.append(" GROUP BY ").append(names(keys));
    } else if (aggregate.aggregations().isEmpty()) {
      text.append(" GROUP BY ()");
    }
    return text.toString();
  }

  private static String names(List<IrColumn> columns) {
    return columns.stream().map(RelPrinter::name).collect(Collectors.joining(", "));
  }

  static String orderBy(List<SortKey> keys) {
    return keys.isEmpty() ? "" : " ORDER BY " + keys(keys);
  }

  /// NaN is GoogleSQL's smallest FLOAT64 and DuckDB's greatest, so it is a key of its own.
  static String keys(List<SortKey> keys) {
    return keys.stream().map(RelPrinter::key).collect(Collectors.joining(", "));
  }

  private static String key(SortKey key) {
    String column = name(key.column());
    String nulls = key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
    String value = column + (key.descending() ? " DESC" : " ASC") + nulls;
    if (!key.column().type().is(SqlType.FLOAT64)) return value;
    return "isnan(" + column + ")" + (key.descending() ? " ASC" : " DESC") + nulls + ", " + value;
  }

  private String limit(Rel.Limit limit, List<Out> outs) {
    var text = new StringBuilder();
    if (limit.input() instanceof Rel.OrderBy order) {
      text.append(select(outs, Map.of())).append(from(order.input())).append(orderBy(order.keys()));
    } else {
      text.append(select(outs, Map.of())).append(from(limit.input()));
    }
    text.append(" LIMIT ").append(exprs.print(limit.limit()));
    if (limit.offset() != null) text.append(" OFFSET ").append(exprs.print(limit.offset()));
    return text.toString();
  }

  private String join(Rel.Join join, List<Out> outs) {
    var condition = join.condition();
    String left = side(join.left());
    String right = side(join.right());
    String head = select(outs, Map.of()) + " FROM " + left;
    if (condition == null && join.kind() == Rel.JoinKind.INNER)
      return head + " CROSS JOIN " + right;
    return head
        + " "
        + join.kind()
        + " JOIN "
        + right
        + " ON "
        + (condition == null ? "true" : exprs.print(condition));
  }

  private String side(Rel rel) {
    return rel instanceof Rel.SingleRow ? "(SELECT 1 AS nothing) AS t" + aliases++ : item(rel);
  }

  private String unnest(Rel.Unnest unnest, List<Out> outs) {
    String array = "a$" + unnest.element().id();
    var input = unnest.input();
    String arrays =
        select(own(input.columns()), Map.of())
            + ", "
            + exprs.print(unnest.array())
            + " AS "
            + array
            + from(input);
    if (unnest.outer() && unnest.condition() != null)
      return matched(unnest, unnest.condition(), arrays, array, outs);
    // One row without elements where an outer UNNEST finds none.
    String list =
        unnest.outer()
            ? "CASE WHEN len(" + array + ") > 0 THEN " + array + " ELSE [NULL] END"
            : array;
    var rows = new StringBuilder(select(own(input.columns()), Map.of()));
    rows.append(", unnest(").append(list).append(") AS ").append(name(unnest.element()));
    if (unnest.offset() != null) {
      String offsets = "range(len(" + array + "))";
      String all =
          unnest.outer()
              ? "CASE WHEN len(" + array + ") > 0 THEN " + offsets + " ELSE [NULL] END"
              : offsets;
      rows.append(", unnest(").append(all).append(") AS ").append(name(unnest.offset()));
    }
    rows.append(" FROM (").append(arrays).append(") AS t").append(aliases++);
    String text = select(outs, Map.of()) + " FROM (" + rows + ") AS t" + aliases++;
    return unnest.condition() == null ? text : text + " WHERE " + exprs.print(unnest.condition());
  }

  /// LEFT JOIN UNNEST … ON: a row of which no element matches stays once.
  private String matched(
      Rel.Unnest unnest, Expr condition, String arrays, String array, List<Out> outs) {
    var elements = new StringBuilder("SELECT unnest(").append(array).append(") AS ");
    elements.append(name(unnest.element()));
    if (unnest.offset() != null) {
      elements.append(", unnest(range(len(").append(array).append("))) AS ");
      elements.append(name(unnest.offset()));
    }
    return select(outs, Map.of())
        + " FROM ("
        + arrays
        + ") AS t"
        + aliases++
        + " LEFT JOIN LATERAL (SELECT * FROM ("
        + elements
        + ") WHERE "
        + exprs.print(condition)
        + ") AS t"
        + aliases++
        + " ON true";
  }

  private String operation(Rel.SetOperation operation, List<Out> outs) {
    String operator =
        switch (operation.kind()) {
          case UNION_ALL -> " UNION ALL ";
          case UNION_DISTINCT -> " UNION ";
          case INTERSECT_DISTINCT -> " INTERSECT ";
          case EXCEPT_DISTINCT -> " EXCEPT ";
          case INTERSECT_ALL -> " INTERSECT ALL ";
          case EXCEPT_ALL -> " EXCEPT ALL ";
        };
    var columns = operation.columns();
    String items =
        operation.items().stream()
            .map(item -> "(" + positional(item, columns) + ")")
            .collect(Collectors.joining(operator));
    return select(outs, Map.of()) + " FROM (" + items + ") AS t" + aliases++;
  }

  private String positional(Rel.Item item, List<IrColumn> columns) {
    List<Out> outs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      outs.add(new Out(item.columns().get(i), name(columns.get(i))));
    }
    return query(item.input(), outs);
  }

  private String with(Rel.With with, List<Out> outs) {
    List<String> entries = new ArrayList<>();
    boolean recursive = false;
    for (var entry : with.entries()) {
      String name = "w$" + entryNames.size();
      entryNames.put(entry.name(), name);
      recursive |= entry.query() instanceof Rel.Recursion;
      entries.add(name + " AS " + "(" + entry(entry) + ")");
    }
    return (recursive ? "WITH RECURSIVE " : "WITH ")
        + String.join(", ", entries)
        + " "
        + query(with.body(), outs);
  }

  private String entry(Rel.Entry entry) {
    if (entry.query() instanceof Rel.Recursion recursion) {
      String operator = recursion.distinct() ? " UNION " : " UNION ALL ";
      return "("
          + query(recursion.first().input(), places(recursion.first().columns()))
          + ")"
          + operator
          + "("
          + query(recursion.next().input(), places(recursion.next().columns()))
          + ")";
    }
    return query(entry.query(), places(entry.columns()));
  }

  /// Columns named by their place: one may stand twice.
  private static List<Out> places(List<IrColumn> columns) {
    List<Out> outs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) outs.add(new Out(columns.get(i), "p$" + i));
    return outs;
  }

  private String withRef(Rel.WithRef ref, List<Out> outs) {
    Map<IrColumn, String> places = new HashMap<>();
    for (int i = 0; i < ref.columns().size(); i++) places.put(ref.columns().get(i), "p$" + i);
    return select(outs, places) + " FROM " + entryNames.get(ref.name());
  }

  private String window(Rel.Window window, List<Out> outs) {
    Map<IrColumn, String> values = new HashMap<>();
    for (var call : window.calls()) values.put(call.call().column(), calls.window(call));
    return select(outs, values) + from(window.input());
  }

  /// What an array subquery collects, with the order to keep.
  String array(Rel rel, Expr.Subquery subquery) {
    IrColumn column = rel.columns().getFirst();
    String type = SqlTexts.type(subquery.type());
    return "coalesce((" + collect(rel, column) + "), CAST([] AS " + type + "))";
  }

  private String collect(Rel rel, IrColumn column) {
    return switch (rel) {
      case Rel.OrderBy order -> list(column, order.keys()) + from(order.input());
      case Rel.Limit limit when limit.input() instanceof Rel.OrderBy order -> {
        // The keys must be seen outside of LIMIT, to keep their order.
        List<IrColumn> columns = new ArrayList<>(List.of(column));
        order.keys().forEach(key -> columns.add(key.column()));
        var kept =
            new Rel.Limit(
                new Rel.OrderBy(order.input(), order.keys(), columns),
                limit.limit(),
                limit.offset());
        yield list(column, order.keys()) + from(kept);
      }
      default -> list(column, List.of()) + from(rel);
    };
  }

  private static String list(IrColumn column, List<SortKey> keys) {
    return "SELECT list(" + name(column) + orderBy(keys) + ")";
  }
}
