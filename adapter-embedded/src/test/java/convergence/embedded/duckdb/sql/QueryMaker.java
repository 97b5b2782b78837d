package convergence.embedded.duckdb.sql;

import convergence.googlesql.BuiltIn;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Queries over generated tables, each with a call of a wanted function.
final class QueryMaker {
  private final Dice dice;
  private final List<GeneratedTable> tables;
  private final ExprMaker exprs;
  private final CallMaker calls;
  private final List<BuiltIn> aggregates;
  private int names;

  QueryMaker(Dice dice, List<GeneratedTable> tables, List<BuiltIn> functions) {
    this.dice = dice;
    this.tables = tables;
    this.exprs =
        new ExprMaker(
            dice, functions.stream().filter(f -> f.mode() == BuiltIn.Mode.SCALAR).toList());
    this.calls = new CallMaker(dice, exprs);
    this.aggregates =
        functions.stream()
            .filter(f -> f.mode() == BuiltIn.Mode.AGGREGATE && CallMaker.callable(f))
            .filter(f -> !f.name().startsWith("percentile"))
            .toList();
  }

  static boolean callable(BuiltIn function) {
    return switch (function.mode()) {
      case SCALAR -> ExprMaker.callable(function);
      case AGGREGATE, ANALYTIC -> CallMaker.callable(function);
    };
  }

  /// A row source and what it offers.
  private record Source(String text, Scope scope) {}

  /// @param ordered the order of the rows is part of the answer
  record Made(String sql, boolean ordered) {}

  Made query(BuiltIn aim) {
    return switch (aim.mode()) {
      case SCALAR ->
          dice.percent(75) ? plain(aim) : dice.percent(50) ? setOperation(aim) : with(aim);
      case AGGREGATE ->
          aim.name().startsWith("percentile")
                  || (dice.percent(25)
                      && !aim.name().equals("array_concat_agg")
                      && !aim.name().equals("any_value"))
              ? windowed(aim)
              : grouped(aim);
      case ANALYTIC -> windowed(aim);
    };
  }

  private Source source() {
    int kind = dice.of(100);
    if (kind < 45) return table();
    if (kind < 60) return join();
    if (kind < 85) return unnest();
    if (kind < 95) return subquery();
    return values();
  }

  private String alias() {
    return "t" + names++;
  }

  private Source table() {
    var table = dice.pick(tables);
    String alias = alias();
    return new Source(table.name() + " AS " + alias, table.scope(alias));
  }

  private Source join() {
    Source left = table();
    Source right = dice.percent(30) ? subquery() : table();
    var both = left.scope().and(right.scope());
    String kind = dice.any("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN");
    String on =
        kind.equals("CROSS JOIN") ? "" : " ON " + on(left.scope(), right.scope(), both, kind);
    return new Source(left.text() + " " + kind + " " + right.text() + on, both);
  }

  private String on(Scope left, Scope right, Scope both, String kind) {
    var type = exprs.scalarType();
    var lefts = left.of(type);
    var rights = right.of(type);
    if (lefts.isEmpty() || rights.isEmpty()) return exprs.condition(both);
    String equal = "(" + dice.pick(lefts).text() + " = " + dice.pick(rights).text() + ")";
    // A FULL JOIN needs an equality.
    if (kind.equals("FULL JOIN") || dice.percent(70)) return equal;
    return dice.percent(50)
        ? exprs.condition(both)
        : "(" + equal + " AND " + exprs.condition(both) + ")";
  }

  private Source unnest() {
    Source below = table();
    var array = dice.pick(below.scope().arrays());
    String element = alias();
    String offset = "o" + element;
    var type = ((IrType.Array) array.type()).element();
    boolean outer = dice.percent(40);
    String on =
        outer && dice.percent(40)
            ? " ON "
                + exprs.condition(new Scope(List.of(new Scope.Named(element, type)), List.of()))
            : "";
    var keys = new ArrayList<>(below.scope().keys());
    keys.add(offset);
    var scope =
        new Scope(
            below
                .scope()
                .with(new Scope.Named(element, type))
                .with(new Scope.Named(offset, IrType.of(SqlType.INT64)))
                .columns(),
            keys);
    return new Source(
        below.text()
            + (outer ? " LEFT JOIN " : dice.any(" CROSS JOIN ", ", ", " JOIN "))
            + "UNNEST("
            + array.text()
            + ") AS "
            + element
            + " WITH OFFSET AS "
            + offset
            + on,
        scope);
  }

  private Source subquery() {
    Source below = dice.percent(60) ? table() : unnest();
    String alias = alias();
    List<String> items = new ArrayList<>();
    List<Scope.Named> columns = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (var key : below.scope().keys()) {
      items.add(key + " AS k" + items.size());
      keys.add(alias + ".k" + (items.size() - 1));
      columns.add(new Scope.Named(keys.getLast(), IrType.of(SqlType.INT64)));
    }
    for (int i = dice.between(2, 4); i > 0; i--) {
      var type = exprs.anyType(1);
      columns.add(new Scope.Named(alias + ".k" + items.size(), type));
      items.add(exprs.leaf(type, below.scope()) + " AS k" + items.size());
    }
    return new Source(
        "(SELECT "
            + String.join(", ", items)
            + " FROM "
            + below.text()
            + where(below.scope())
            + ") AS "
            + alias,
        new Scope(columns, keys));
  }

  private Source values() {
    String alias = alias();
    var type = exprs.scalarType();
    var scope =
        new Scope(
            List.of(
                new Scope.Named(alias, type),
                new Scope.Named("o" + alias, IrType.of(SqlType.INT64))),
            List.of("o" + alias));
    return new Source(
        "UNNEST("
            + exprs.leaf(new IrType.Array(type), Scope.none())
            + ") AS "
            + alias
            + " WITH OFFSET AS o"
            + alias,
        scope);
  }

  private String where(Scope scope) {
    return dice.percent(35) ? " WHERE " + exprs.condition(scope) : "";
  }

  private ExprMaker.Made aimed(BuiltIn aim, Scope scope) {
    return exprs.call(aim, scope, 3);
  }

  private Made plain(BuiltIn aim) {
    Source source = source();
    List<ExprMaker.Made> items = new ArrayList<>(List.of(aimed(aim, source.scope())));
    if (dice.percent(40)) {
      var type = exprs.anyType(2);
      items.add(new ExprMaker.Made(exprs.make(type, source.scope(), 2), type));
    }
    // An array of arrays is no column.
    items.replaceAll(
        item ->
            storable(item.type())
                ? item
                : new ExprMaker.Made("(" + item.text() + " IS NULL)", IrType.of(SqlType.BOOL)));
    String distinct = dice.percent(10) && groupable(items) ? "DISTINCT " : "";
    return finished(
        "SELECT " + distinct + listed(items) + " FROM " + source.text() + where(source.scope()),
        items,
        source.scope(),
        distinct.isEmpty());
  }

  private static boolean storable(IrType type) {
    return !(type instanceof IrType.Array(IrType.Array _));
  }

  private static boolean groupable(List<ExprMaker.Made> items) {
    return items.stream().allMatch(i -> ExprMaker.SCALARS.contains(i.type()));
  }

  private static String listed(List<ExprMaker.Made> items) {
    return IntStream.range(0, items.size())
        .mapToObj(i -> items.get(i).text() + " AS r" + i)
        .collect(Collectors.joining(", "));
  }

  /// Adds an order of all columns, or of the keys, and a limit that such an order makes certain.
  private Made finished(String sql, List<ExprMaker.Made> items, Scope scope, boolean keysVisible) {
    if (dice.percent(45)) return new Made(sql, false);
    String order;
    if (groupable(items)) {
      order =
          IntStream.range(0, items.size())
              .mapToObj(i -> (i + 1) + calls.direction())
              .collect(Collectors.joining(", ", " ORDER BY ", ""));
    } else if (keysVisible && !scope.keys().isEmpty()) order = calls.order(scope);
    else return new Made(sql, false);
    String limit =
        dice.percent(30)
            ? " LIMIT " + dice.between(1, 5) + (dice.percent(50) ? " OFFSET " + dice.of(3) : "")
            : "";
    // Joins may repeat a NULL key.
    boolean total = groupable(items) || !sql.contains("JOIN");
    return new Made(sql + order + (total ? limit : ""), total);
  }

  private List<ExprMaker.Made> keys(Scope scope) {
    List<ExprMaker.Made> keys = new ArrayList<>();
    var scalars = scope.all().stream().filter(c -> ExprMaker.SCALARS.contains(c.type())).toList();
    for (int i = dice.of(3); i > 0 && !scalars.isEmpty(); i--) {
      var column = dice.pick(scalars);
      keys.add(new ExprMaker.Made(column.text(), column.type()));
    }
    return keys.stream().distinct().toList();
  }

  private Made grouped(BuiltIn aim) {
    Source source = source();
    var keys = keys(source.scope());
    List<ExprMaker.Made> items = new ArrayList<>(keys);
    for (int i = 0; i < keys.size(); i++) if (dice.percent(30)) items.remove(keys.get(i));
    items.add(
        new ExprMaker.Made(
            calls.aggregate(aim, source.scope()), new IrType.Array(IrType.of(SqlType.INT64))));
    if (dice.percent(40))
      items.add(
          new ExprMaker.Made(
              calls.aggregate(dice.pick(aggregates), source.scope()),
              new IrType.Array(IrType.of(SqlType.INT64))));
    String having = dice.percent(15) ? " HAVING COUNT(*) >= " + dice.between(1, 2) : "";
    String by = keys.isEmpty() ? "" : by(keys);
    if (keys.isEmpty() && !having.isEmpty()) by = "";
    return new Made(
        "SELECT " + listed(items) + " FROM " + source.text() + where(source.scope()) + by + having,
        false);
  }

  private String by(List<ExprMaker.Made> keys) {
    List<String> names = keys.stream().map(ExprMaker.Made::text).toList();
    String all = String.join(", ", names);
    // Of two columns of one name the evaluator takes the last one for both in a grouping set.
    long known =
        names.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)).distinct().count();
    return switch (known < names.size() ? 3 : dice.of(8)) {
      case 0 -> " GROUP BY ROLLUP(" + all + ")";
      case 1 -> " GROUP BY CUBE(" + all + ")";
      case 2 -> " GROUP BY GROUPING SETS((" + all + "), (" + names.getFirst() + "), ())";
      default -> " GROUP BY " + all;
    };
  }

  private Made windowed(BuiltIn aim) {
    Source source = dice.percent(60) ? table() : unnest();
    String call = calls.window(aim, source.scope());
    if (call.isEmpty()) return grouped(aim);
    var type = exprs.scalarType();
    var other = new ExprMaker.Made(exprs.leaf(type, source.scope()), type);
    String qualify =
        dice.percent(15)
            ? " QUALIFY ROW_NUMBER() OVER (" + calls.order(source.scope()).strip() + ") <= 2"
            : "";
    return new Made(
        "SELECT "
            + listed(List.of(new ExprMaker.Made(call, type), other))
            + " FROM "
            + source.text()
            + where(source.scope())
            + (qualify.isEmpty() ? "" : qualify),
        false);
  }

  private Made setOperation(BuiltIn aim) {
    Source source = table();
    var item = aimed(aim, source.scope());
    if (!ExprMaker.SCALARS.contains(item.type())) return plain(aim);
    Source other = table();
    String operator =
        dice.any("UNION ALL", "UNION DISTINCT", "INTERSECT DISTINCT", "EXCEPT DISTINCT");
    String first =
        operator.startsWith("UNION") ? item.text() : exprs.leaf(item.type(), source.scope());
    String sql =
        "SELECT "
            + first
            + " AS r0 FROM "
            + source.text()
            + " "
            + operator
            + " SELECT "
            + exprs.leaf(item.type(), other.scope())
            + " FROM "
            + other.text();
    return new Made(
        sql + (dice.percent(40) ? " ORDER BY 1" + calls.direction() : ""),
        sql.contains("ORDER BY 1"));
  }

  private Made with(BuiltIn aim) {
    if (dice.percent(15)) return recursive(aim);
    Source source = source();
    var item = aimed(aim, source.scope());
    if (!storable(item.type())) return plain(aim);
    String name = "w" + names++;
    String body =
        dice.any(
            "SELECT a.r0 AS r0 FROM " + name + " AS a",
            "SELECT a.r0 AS r0, b.r0 AS r1 FROM " + name + " AS a CROSS JOIN " + name + " AS b",
            "SELECT COUNT(r0) AS r0 FROM " + name,
            "SELECT r0 AS r0 FROM " + name + " UNION ALL SELECT r0 FROM " + name);
    return new Made(
        "WITH "
            + name
            + " AS (SELECT "
            + item.text()
            + " AS r0 FROM "
            + source.text()
            + where(source.scope())
            + ") "
            + body,
        false);
  }

  private Made recursive(BuiltIn aim) {
    var scope = new Scope(List.of(new Scope.Named("n", IrType.of(SqlType.INT64))), List.of("n"));
    var item = aimed(aim, scope);
    if (!storable(item.type())) return plain(aim);
    return new Made(
        "WITH RECURSIVE r AS (SELECT "
            + dice.between(0, 3)
            + " AS n UNION ALL SELECT n + "
            + dice.between(1, 2)
            + " FROM r WHERE n < "
            + dice.between(3, 8)
            + ") SELECT n AS r0, "
            + item.text()
            + " AS r1 FROM r",
        false);
  }
}
