package convergence.embedded.duckdb;

import convergence.googlesql.ir.Command;
import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.Dml;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Rel;
import convergence.googlesql.ir.ScriptResolver;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Refuses a statement that reads a table which demands a filter over its partitions
/// (`require_partition_filter`) without one: a condition that speaks of the partitions' column and of
/// no other, wherever above the table it stands as long as it may be pushed down to it.
final class PartitionFilters {
  static final String DEMAND = "require_partition_filter";
  private static final List<String> BY_INGESTION =
      List.of("_PARTITION_LOAD_TIME", Shapes.PARTITION_DATE, Shapes.PARTITION_TIME);

  private final Scope scope;
  private final Catalog catalog;
  private final ScriptResolver resolver;
  private final Map<String, Rel.Entry> entries = new HashMap<>();

  /// Reads of WITH entries that were looked at: an entry may be read often, and by itself.
  private final Set<Read> reads = new HashSet<>();

  private record Read(String entry, Set<Long> filtered) {}

  PartitionFilters(Scope scope, Catalog catalog, ScriptResolver resolver) {
    this.scope = scope;
    this.catalog = catalog;
    this.resolver = resolver;
  }

  static boolean demandedBy(StoredTable stored) {
    var told = stored.told();
    return told.partitioning() != null && "true".equals(told.options().get(DEMAND));
  }

  /// @throws SqlError a filter is missing
  void check(Command command) {
    if (!catalog.anyDemandsFilter()) return;
    switch (command) {
      case Query query -> visit(query.rows(), Set.of());
      case Command.Assertion assertion -> visit(assertion.condition().rows(), Set.of());
      case Dml dml -> check(dml);
      case Ddl.CreateTable create -> {
        if (create.rows() != null) visit(create.rows().rows(), Set.of());
      }
      case Ddl _ -> {}
    }
  }

  private void check(Dml dml) {
    switch (dml) {
      case Dml.Insert insert -> {
        switch (insert.rows()) {
          case Dml.Rows.Of of -> visit(of.query(), Set.of());
          case Dml.Rows.Values values -> values.rows().forEach(this::expressions);
        }
      }
      case Dml.Update update -> {
        var filtered = filtered(update.where());
        visit(update.target(), filtered);
        if (update.from() != null) visit(update.from(), filtered);
        expression(update.where());
        for (var item : update.items()) expression(item.value());
      }
      case Dml.Delete delete -> {
        visit(delete.target(), filtered(delete.where()));
        expression(delete.where());
      }
      case Dml.Merge merge -> check(merge);
      case Dml.Truncate _ -> {}
    }
  }

  /// The target's filter may stand in ON, or in every clause that looks for rows of the target.
  private void check(Dml.Merge merge) {
    boolean never = merge.on() instanceof Expr.Literal(_, var value) && !Boolean.TRUE.equals(value);
    List<Set<Long>> clauses = new ArrayList<>();
    for (var when : merge.clauses()) {
      boolean looks =
          switch (when.match()) {
            case MATCHED -> !never;
            case NOT_MATCHED_BY_SOURCE -> true;
            case NOT_MATCHED_BY_TARGET -> false;
          };
      if (looks)
        clauses.add(when.condition() == null ? Set.<Long>of() : filtered(when.condition()));
    }
    var filtered = new HashSet<>(filtered(merge.on()));
    if (!clauses.isEmpty()) {
      var everywhere = new HashSet<>(clauses.getFirst());
      clauses.forEach(everywhere::retainAll);
      filtered.addAll(everywhere);
    }
    if (!never || !clauses.isEmpty()) visit(merge.target(), filtered);
    visit(merge.source(), filtered(merge.on()));
  }

  /// @param filtered ids of columns of `rel` of which a condition above it speaks alone
  private void visit(Rel rel, Set<Long> filtered) {
    switch (rel) {
      case Rel.SingleRow _ -> {}
      case Rel.Table table -> table(table, filtered);
      case Rel.Project project -> {
        computed(project.computed());
        visit(project.input(), below(filtered, project.computed()));
      }
      case Rel.Filter filter -> {
        expression(filter.condition());
        visit(filter.input(), both(filtered, filtered(filter.condition())));
      }
      case Rel.Aggregate aggregate -> {
        computed(aggregate.keys());
        for (var call : aggregate.aggregations()) expressions(call.arguments());
        // What holds for a group's key holds for its rows; other columns of it are not theirs.
        var keys = new HashSet<>(filtered);
        keys.retainAll(
            aggregate.keys().stream().map(key -> key.column().id()).collect(Collectors.toSet()));
        visit(
            aggregate.input(),
            aggregate.sets().isEmpty() ? below(keys, aggregate.keys()) : Set.of());
      }
      case Rel.OrderBy order -> visit(order.input(), filtered);
      case Rel.Limit limit -> visit(limit.input(), Set.of());
      case Rel.Join join -> join(join, filtered);
      case Rel.Unnest unnest -> {
        expression(unnest.array());
        expression(unnest.condition());
        visit(unnest.input(), filtered);
      }
      case Rel.SetOperation operation -> {
        for (var item : operation.items())
          visit(item.input(), moved(operation.columns(), item.columns(), filtered));
      }
      case Rel.With with -> {
        with.entries().forEach(entry -> entries.put(entry.name(), entry));
        visit(with.body(), filtered);
      }
      case Rel.WithRef read -> {
        var entry = Objects.requireNonNull(entries.get(read.name()));
        var below = moved(read.columns(), entry.columns(), filtered);
        if (reads.add(new Read(read.name(), below))) visit(entry.query(), below);
      }
      case Rel.Recursion recursion -> {
        visit(recursion.first().input(), Set.of());
        visit(recursion.next().input(), Set.of());
      }
      case Rel.Window window -> {
        // Only whole partitions of the window may be left out before it is computed.
        var keys = new HashSet<>(filtered);
        for (var call : window.calls()) {
          expressions(call.call().arguments());
          keys.retainAll(call.partition().stream().map(IrColumn::id).collect(Collectors.toSet()));
        }
        visit(window.input(), keys);
      }
    }
  }

  private void join(Rel.Join join, Set<Long> filtered) {
    expression(join.condition());
    Set<Long> on = join.condition() == null ? Set.of() : filtered(join.condition());
    boolean left = join.kind() == Rel.JoinKind.INNER || join.kind() == Rel.JoinKind.RIGHT;
    boolean right = join.kind() == Rel.JoinKind.INNER || join.kind() == Rel.JoinKind.LEFT;
    visit(join.left(), left ? both(filtered, on) : filtered);
    visit(join.right(), right ? both(filtered, on) : filtered);
  }

  // Tables and views

  private void table(Rel.Table read, Set<Long> filtered) {
    switch (scope.meaning(read.table())) {
      case Scope.Meaning.Known known when known.stored().isView() ->
          view(read, known.table(), known.stored(), filtered);
      case Scope.Meaning.Known known -> demand(read, known.table(), known.stored(), filtered);
      case Scope.Meaning.Wildcard wildcard -> {
        for (var table : wildcard.tables())
          demand(read, table, catalog.stored(table).orElseThrow(), filtered);
      }
      case Scope.Meaning.Temporary _, Scope.Meaning.Information _, Scope.Meaning.Missing _ -> {}
    }
  }

  private void demand(Rel.Table read, TableRef table, StoredTable stored, Set<Long> filtered) {
    if (!demandedBy(stored)) return;
    String column = Objects.requireNonNull(stored.told().partitioning()).column();
    var names = column == null ? BY_INGESTION : List.of(column);
    for (int i = 0; i < read.names().size(); i++)
      if (names.contains(read.names().get(i)) && filtered.contains(read.columns().get(i).id()))
        return;
    throw SqlErrors.invalid(
        "Cannot query over table '"
            + SqlErrors.wire(scope.project(), table).replace(':', '.')
            + "' without a filter over column(s) "
            + names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "))
            + " that can be used for partition elimination");
  }

  /// A condition upon a view's column is one upon the column of the table behind it.
  private void view(Rel.Table read, TableRef view, StoredTable stored, Set<Long> filtered) {
    var there = scope.inView(view.dataset());
    var around = new Surroundings(List.of(), there.routines(), List.of(), List.of(), null);
    String sql = String.valueOf(stored.schema().viewSql());
    var query = (Query) resolver.command(sql, around, there.schemas(), view.dataset());
    var shown = stored.schema().columns();
    var below = new HashSet<Long>();
    for (int i = 0; i < query.outputs().size(); i++) {
      var output = query.outputs().get(i);
      String name = shown.size() == query.outputs().size() ? shown.get(i).name() : output.name();
      int at = read.names().indexOf(name);
      if (at >= 0 && filtered.contains(read.columns().get(at).id()))
        below.add(output.column().id());
    }
    new PartitionFilters(there, catalog, resolver).visit(query.rows(), below);
  }

  // Which columns conditions speak of

  /// Columns each of which a part of the condition speaks of alone, beside constants.
  private static Set<Long> filtered(Expr condition) {
    if (condition instanceof Expr.Call call && call.signature().id().equals("FN_AND"))
      return call.arguments().stream()
          .flatMap(part -> filtered(part).stream())
          .collect(Collectors.toSet());
    return alone(condition);
  }

  /// The one column of which an expression speaks; empty: none, several, or a subquery.
  private static Set<Long> alone(Expr expression) {
    var refs = new HashSet<Long>();
    if (!constantBut(expression, refs) || refs.size() != 1) return Set.of();
    return refs;
  }

  private static boolean constantBut(@Nullable Expr expression, Set<Long> refs) {
    return switch (expression) {
      case null -> true;
      case Expr.Subquery _, Expr.Lambda _, Expr.Let _ -> false;
      case Expr.Ref(var column) -> {
        refs.add(column.id());
        yield true;
      }
      case Expr.Literal _, Expr.Keyword _, Expr.Parameter _ -> true;
      case Expr.Call call -> call.arguments().stream().allMatch(part -> constantBut(part, refs));
      case Expr.Cast cast -> constantBut(cast.value(), refs);
      case Expr.GetField get -> constantBut(get.struct(), refs);
      case Expr.MakeStruct make -> make.fields().stream().allMatch(part -> constantBut(part, refs));
    };
  }

  /// As columns of the input: one that is computed from a single column stands for it.
  private static Set<Long> below(Set<Long> filtered, List<Computed> computed) {
    var below = new HashSet<>(filtered);
    for (var one : computed)
      if (filtered.contains(one.column().id())) below.addAll(alone(one.value()));
    return below;
  }

  private static Set<Long> moved(List<IrColumn> from, List<IrColumn> to, Set<Long> filtered) {
    var moved = new HashSet<Long>();
    for (int i = 0; i < from.size(); i++)
      if (filtered.contains(from.get(i).id())) moved.add(to.get(i).id());
    return moved;
  }

  private static Set<Long> both(Set<Long> one, Set<Long> other) {
    var both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  // Subqueries

  private void computed(List<Computed> all) {
    for (var one : all) expression(one.value());
  }

  private void expressions(List<? extends @Nullable Expr> all) {
    for (var one : all) expression(one);
  }

  private void expression(@Nullable Expr expression) {
    switch (expression) {
      case null -> {}
      case Expr.Literal _, Expr.Keyword _, Expr.Parameter _, Expr.Ref _ -> {}
      case Expr.Call call -> expressions(call.arguments());
      case Expr.Cast cast -> expression(cast.value());
      case Expr.GetField get -> expression(get.struct());
      case Expr.MakeStruct make -> expressions(make.fields());
      case Expr.Subquery subquery -> {
        expression(subquery.needle());
        visit(subquery.query(), Set.of());
      }
      case Expr.Lambda lambda -> expression(lambda.body());
      case Expr.Let let -> {
        computed(let.values());
        expression(let.body());
      }
    }
  }
}
