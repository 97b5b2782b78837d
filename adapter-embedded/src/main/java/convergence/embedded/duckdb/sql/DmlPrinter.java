package convergence.embedded.duckdb.sql;

import convergence.embedded.duckdb.sql.Program.Act;
import convergence.embedded.duckdb.sql.Program.Kind;
import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// DML → [Program]. New values are computed before any row changes and wait in a temporary table, by the rowid of
/// the row that they are for: no statement reads what it has written itself.
final class DmlPrinter {
  /// ZetaSQL counts its columns from 1; no statement has so many.
  private static final long OWN = 2_000_000_000;

  private static final IrColumn RID = new IrColumn(OWN, IrType.of(SqlType.INT64));
  private static final IrColumn SOURCE = new IrColumn(OWN + 1, IrType.of(SqlType.BOOL));
  private static final IrColumn ACTION = new IrColumn(OWN + 2, IrType.of(SqlType.INT64));
  private static final long VALUES = OWN + 10;
  private static final TableRef MATCHES = TableRef.of("", "dml_m");

  private final Target target;
  private final Context context;
  private final List<Act> acts = new ArrayList<>();

  DmlPrinter(Target target, Context context) {
    this.target = target;
    this.context = context;
  }

  Program print(Dml dml) {
    switch (dml) {
      case Dml.Insert insert -> insert(insert);
      case Dml.Update update -> update(update);
      case Dml.Delete delete -> delete(delete);
      case Dml.Merge merge -> merge(merge);
      case Dml.Truncate _ ->
          acts.add(new Act.Change(Kind.DELETE, "DELETE FROM " + target.physical()));
    }
    return new Program(acts);
  }

  private RelPrinter printer() {
    return new RelPrinter(
        table -> table.table().equals(MATCHES) ? "temp.main.dml_m" : context.sources().apply(table),
        context);
  }

  // INSERT

  private void insert(Dml.Insert insert) {
    var fields = fields(insert.columns());
    Rel rows =
        switch (insert.rows()) {
          case Dml.Rows.Values values -> values(insert.columns(), values.rows());
          case Dml.Rows.Of(var query, var outputs) -> filled(query, outputs, fields);
        };
    var columns = rows.columns();
    acts.add(new Act.Change(Kind.INSERT, into(fields, select(rows, columns, fields, List.of()))));
  }

  private String into(List<Target.Field> fields, String select) {
    String names =
        fields.stream()
            .map(f -> DuckTypes.quote(f.column().name()))
            .collect(Collectors.joining(", "));
    return "INSERT INTO " + target.physical() + " (" + names + ") " + select;
  }

  /// The named columns first, then those with a default.
  private List<Target.Field> fields(List<String> named) {
    List<Target.Field> fields = new ArrayList<>();
    for (var name : named) fields.add(target.field(name));
    for (var field : target.fields()) {
      boolean told = fields.contains(field);
      // A required column that the statement does not name gets NULL, and the check says so.
      if (!told && (field.value() != null || required(field))) fields.add(field);
    }
    return fields;
  }

  private static boolean required(Target.Field field) {
    return field.column().required() && !field.column().repeated();
  }

  private Rel values(List<String> named, List<List<@Nullable Expr>> rows) {
    var fields = fields(named);
    List<IrColumn> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) columns.add(column(VALUES + i, fields.get(i)));
    List<Rel.Item> items = new ArrayList<>();
    for (var row : rows) {
      List<Computed> computed = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        Expr value = i < row.size() ? row.get(i) : null;
        computed.add(new Computed(columns.get(i), value == null ? initial(fields.get(i)) : value));
      }
      items.add(new Rel.Item(new Rel.Project(new Rel.SingleRow(), computed, columns), columns));
    }
    return items.size() == 1
        ? items.getFirst().input()
        : new Rel.SetOperation(Rel.SetKind.UNION_ALL, items, columns);
  }

  private static IrColumn column(long id, Target.Field field) {
    return new IrColumn(id, Irs.type(field.column()));
  }

  private static Expr initial(Target.Field field) {
    Expr value = field.value();
    return value == null ? new Expr.Literal(Irs.type(field.column()), null) : value;
  }

  /// A query's rows with the defaults of the columns that it does not fill.
  private Rel filled(Rel query, List<IrColumn> outputs, List<Target.Field> fields) {
    List<Computed> computed = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Expr value = i < outputs.size() ? new Expr.Ref(outputs.get(i)) : initial(fields.get(i));
      computed.add(new Computed(new IrColumn(VALUES + i, value.type()), value));
    }
    return new Rel.Project(query, computed, computed.stream().map(Computed::column).toList());
  }

  private String select(
      Rel rows, List<IrColumn> values, List<Target.Field> fields, List<IrColumn> kept) {
    var results = new Results(rows);
    List<RelPrinter.Out> outs = new ArrayList<>(RelPrinter.own(kept));
    for (int i = 0; i < values.size(); i++) {
      var column = values.get(i);
      String name = fields.get(i).column().name();
      outs.add(new RelPrinter.Out(column, "v" + i, text -> results.shape(column, text, name)));
    }
    return Writes.checked(
        fields, kept.stream().map(RelPrinter::name).toList(), printer().query(rows, outs));
  }

  // UPDATE and DELETE

  private static Rel.Table withRid(Rel.Table table) {
    if (table.names().stream().anyMatch("rowid"::equalsIgnoreCase))
      throw Unsupported.of("a change of a table with a column called rowid");
    List<IrColumn> columns = new ArrayList<>(table.columns());
    columns.add(RID);
    List<String> names = new ArrayList<>(table.names());
    names.add("rowid");
    return new Rel.Table(table.table(), columns, names);
  }

  private void update(Dml.Update update) {
    Rel rows = withRid(update.target());
    if (update.from() != null) rows = joined(Rel.JoinKind.INNER, rows, update.from(), null);
    put("dml_u", new Rel.Filter(rows, update.where()), update.items(), names(update.target()));
    if (update.from() != null)
      acts.add(acts.size() - 1, new Act.OneSource(doubled("dml_u", "true")));
  }

  private static String doubled(String stage, String which) {
    String rid = RelPrinter.name(RID);
    return "SELECT 1 FROM temp.main."
        + stage
        + " WHERE "
        + which
        + " GROUP BY "
        + rid
        + " HAVING count(*) > 1 LIMIT 1";
  }

  private static Map<IrColumn, String> names(Rel.Table table) {
    Map<IrColumn, String> names = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++)
      names.put(table.columns().get(i), table.names().get(i));
    return names;
  }

  private static Rel joined(Rel.JoinKind kind, Rel left, Rel right, @Nullable Expr condition) {
    List<IrColumn> columns = new ArrayList<>(left.columns());
    columns.addAll(right.columns());
    return new Rel.Join(kind, left, right, condition, columns.stream().distinct().toList());
  }

  /// Stages the new values of `rows`, then the update from there.
  private void put(String stage, Rel rows, List<Dml.SetItem> items, Map<IrColumn, String> names) {
    Map<IrColumn, Expr> values = new LinkedHashMap<>();
    for (var item : items) {
      var field = target.field(String.valueOf(names.get(item.column())));
      Expr value = item.value() == null ? initial(field) : item.value();
      Expr before = values.getOrDefault(item.column(), new Expr.Ref(item.column()));
      values.put(item.column(), Irs.with(before, item.fields(), value));
    }
    List<Computed> computed = new ArrayList<>();
    List<IrColumn> columns = new ArrayList<>();
    List<Target.Field> fields = new ArrayList<>();
    columns.add(RID);
    for (var entry : values.entrySet()) {
      var column = new IrColumn(VALUES + computed.size(), entry.getValue().type());
      computed.add(new Computed(column, entry.getValue()));
      columns.add(column);
      fields.add(target.field(String.valueOf(names.get(entry.getKey()))));
    }
    var projected = new Rel.Project(rows, computed, columns);
    var selected = columns.subList(1, columns.size());
    acts.add(new Act.Stage(stage, select(projected, selected, fields, List.of(RID))));
    String set =
        IntStream.range(0, fields.size())
            .mapToObj(i -> DuckTypes.quote(fields.get(i).column().name()) + " = u$.v" + i)
            .collect(Collectors.joining(", "));
    acts.add(
        new Act.Change(
            Kind.UPDATE,
            "UPDATE "
                + target.physical()
                + " AS t$ SET "
                + set
                + " FROM temp.main."
                + stage
                + " AS u$ WHERE t$.rowid = u$."
                + RelPrinter.name(RID)));
  }

  private void delete(Dml.Delete delete) {
    var rows = new Rel.Filter(withRid(delete.target()), delete.where());
    acts.add(new Act.Change(Kind.DELETE, remove(rids(rows))));
  }

  private String remove(String rids) {
    return "DELETE FROM " + target.physical() + " WHERE rowid IN (" + rids + ")";
  }

  private String rids(Rel rows) {
    return printer().query(rows, RelPrinter.own(List.of(RID)));
  }

  // MERGE

  private void merge(Dml.Merge merge) {
    Rel matches = matches(merge);
    var columns = matches.columns();
    acts.add(
        new Act.Stage(
            "dml_m", printer().query(new Rel.Filter(matches, known()), RelPrinter.own(columns))));
    acts.add(new Act.OneSource(doubled("dml_m", changing(merge))));
    var staged = new Rel.Table(MATCHES, columns, columns.stream().map(RelPrinter::name).toList());
    List<Act> later = new ArrayList<>();
    for (int i = 0; i < merge.clauses().size(); i++) {
      int from = acts.size();
      clause(merge, i, new Rel.Filter(staged, acts(i)));
      // All values are computed before the first row changes.
      var own = acts.subList(from, acts.size());
      own.stream().filter(Act.Change.class::isInstance).forEach(later::add);
      own.removeIf(Act.Change.class::isInstance);
    }
    acts.addAll(later);
  }

  private void clause(Dml.Merge merge, int index, Rel rows) {
    String stage = "dml_" + index;
    switch (merge.clauses().get(index).action()) {
      case Dml.Action.Put(var items) -> put(stage, rows, items, names(merge.target()));
      case Dml.Action.Remove() -> {
        acts.add(new Act.Stage(stage, rids(rows)));
        acts.add(
            new Act.Change(
                Kind.DELETE,
                remove("SELECT " + RelPrinter.name(RID) + " FROM temp.main." + stage)));
      }
      case Dml.Action.Add(var names, var values) -> {
        var fields = fields(names);
        List<Computed> computed = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
          Expr given = i < values.size() ? values.get(i) : null;
          Expr value = given == null ? initial(fields.get(i)) : given;
          computed.add(new Computed(new IrColumn(VALUES + i, value.type()), value));
        }
        var columns = computed.stream().map(Computed::column).toList();
        acts.add(
            new Act.Stage(
                stage,
                select(new Rel.Project(rows, computed, columns), columns, fields, List.of())));
        acts.add(new Act.Change(Kind.INSERT, into(fields, "SELECT * FROM temp.main." + stage)));
      }
    }
  }

  /// Target and source, matched, with the number of the clause that acts on each pair.
  private static Rel matches(Dml.Merge merge) {
    List<IrColumn> columns = new ArrayList<>(merge.source().columns());
    columns.add(SOURCE);
    var source =
        new Rel.Project(
            merge.source(),
            List.of(new Computed(SOURCE, new Expr.Literal(SOURCE.type(), true))),
            columns);
    boolean sources = has(merge, Dml.Match.NOT_MATCHED_BY_TARGET);
    boolean targets = has(merge, Dml.Match.NOT_MATCHED_BY_SOURCE);
    var kind = Rel.JoinKind.INNER;
    if (sources) kind = targets ? Rel.JoinKind.FULL : Rel.JoinKind.RIGHT;
    else if (targets) kind = Rel.JoinKind.LEFT;
    Rel joined = joined(kind, withRid(merge.target()), source, merge.on());
    List<IrColumn> all = new ArrayList<>(joined.columns());
    all.add(ACTION);
    return new Rel.Project(joined, List.of(new Computed(ACTION, action(merge))), all);
  }

  private static boolean has(Dml.Merge merge, Dml.Match match) {
    return merge.clauses().stream().anyMatch(c -> c.match() == match);
  }

  private static Expr action(Dml.Merge merge) {
    Expr action = new Expr.Literal(ACTION.type(), null);
    for (int i = merge.clauses().size() - 1; i >= 0; i--) {
      var clause = merge.clauses().get(i);
      Expr here = here(clause.match());
      if (clause.condition() != null) here = call("AND", SqlType.BOOL, here, clause.condition());
      action = call("IF", SqlType.INT64, here, number(i), action);
    }
    return action;
  }

  private static Expr here(Dml.Match match) {
    Expr noTarget = call("IS_NULL", SqlType.BOOL, new Expr.Ref(RID));
    Expr noSource = call("IS_NULL", SqlType.BOOL, new Expr.Ref(SOURCE));
    return switch (match) {
      case MATCHED -> call("AND", SqlType.BOOL, not(noTarget), not(noSource));
      case NOT_MATCHED_BY_TARGET -> noTarget;
      case NOT_MATCHED_BY_SOURCE -> noSource;
    };
  }

  private static Expr not(Expr value) {
    return call("NOT", SqlType.BOOL, value);
  }

  private static Expr known() {
    return not(call("IS_NULL", SqlType.BOOL, new Expr.Ref(ACTION)));
  }

  private static Expr acts(int clause) {
    return new Expr.Call(
        new Signature("FN_EQUAL", "="),
        List.of(new Expr.Ref(ACTION), number(clause)),
        IrType.of(SqlType.BOOL),
        false);
  }

  private static Expr number(long value) {
    return new Expr.Literal(IrType.of(SqlType.INT64), value);
  }

  private static Expr call(String name, SqlType type, Expr... arguments) {
    return new Expr.Call(
        new Signature("FN_" + name, name), List.of(arguments), IrType.of(type), false);
  }

  private static String changing(Dml.Merge merge) {
    String clauses =
        IntStream.range(0, merge.clauses().size())
            .filter(i -> merge.clauses().get(i).match() == Dml.Match.MATCHED)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", "));
    return clauses.isEmpty() ? "false" : RelPrinter.name(ACTION) + " IN (" + clauses + ")";
  }
}
