package convergence.embedded.duckdb.sql;

import convergence.googlesql.BuiltIn;
import convergence.googlesql.ReferenceEvaluator;
import convergence.googlesql.ReferenceEvaluator.Answer;
import convergence.googlesql.ZetaSql;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Unsupported;
import convergence.googlesql.resolve.ZetaSqlResolver;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Generates queries and asks both: the compiler with DuckDB, and ZetaSQL's evaluator.
final class Differential implements AutoCloseable {
  private static final int QUERIES_ON_TABLES = 40;
  private static final Pattern BROKEN =
      Pattern.compile(
          "(Binder|Parser|Catalog|Serialization|INTERNAL|Internal|Not implemented) Error");

  /// Frames without the row that they belong to.
  private static final Pattern PART_OF_THE_ROWS =
      Pattern.compile(CallMaker.ROWS_BEFORE.strip() + "|" + CallMaker.VALUES_AFTER.strip());

  private final Dice dice;
  private final TestWarehouse warehouse;
  private final ReferenceEvaluator evaluator = new ReferenceEvaluator();
  private final List<BuiltIn> functions;
  private final Map<String, Integer> tried = new HashMap<>();
  private @Nullable Query resolved;
  private final List<GeneratedTable> tables = new ArrayList<>();
  private @Nullable QueryMaker maker;
  private int made;

  /// ZetaSQL's analyser writes them as others before the compiler sees them.
  static final Set<String> REWRITTEN =
      Set.of(
          "FN_NULLIFZERO_INT64",
          "FN_NULLIFZERO_DOUBLE",
          "FN_NULLIFZERO_NUMERIC",
          "FN_ZEROIFNULL_INT64",
          "FN_ZEROIFNULL_DOUBLE",
          "FN_ZEROIFNULL_NUMERIC",
          "FN_PI_DOUBLE",
          "FN_PI_NUMERIC",
          "FN_STRING_LIKE_ANY",
          "FN_STRING_LIKE_ALL",
          "FN_CONCAT_OP_STRING",
          "FN_CONCAT_OP_BYTES",
          "FN_ARRAY_CONCAT_OP");

  enum Verdict {
    /// Both gave the same rows.
    ANSWERED,
    /// Both failed.
    FAILED,
    /// They differ in an error of a value that no row needs.
    LAZY,
    /// Not covered: the compiler refused by name.
    REFUSED,
    /// No GoogleSQL: the generator's fault.
    INVALID,
    DISAGREED
  }

  final Coverage answered = new Coverage();
  final Map<String, Integer> refusals = new TreeMap<>();
  final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  final List<String> disagreements = new ArrayList<>();
  final Map<String, Integer> invalid = new TreeMap<>();

  Differential(long seed, ZetaSql zetaSql, FunctionTable table, List<BuiltIn> functions)
      throws SQLException {
    dice = new Dice(seed);
    this.functions = functions.stream().filter(QueryMaker::callable).toList();
    var resolver = new ZetaSqlResolver(zetaSql);
    warehouse =
        new TestWarehouse(
            (sql, schemas, dataset) -> {
              var query = resolver.resolve(sql, schemas, dataset);
              resolved = query;
              return query;
            },
            table);
  }

  List<BuiltIn> functions() {
    return functions;
  }

  void run(int queries) throws SQLException {
    for (int i = 0; i < queries; i++) one(next());
  }

  /// The function that was answered and tried least.
  BuiltIn next() {
    return functions.stream().min(Comparator.comparingInt(this::covered)).orElseThrow();
  }

  private int covered(BuiltIn function) {
    int tries = tried.getOrDefault(function.id(), 0);
    boolean counted = !REWRITTEN.contains(function.id());
    return tries + 20 * (counted ? answered.of(function.id()) : tries);
  }

  void one(BuiltIn aim) throws SQLException {
    if (made++ % QUERIES_ON_TABLES == 0) maker = tables();
    tried.merge(aim.id(), 1, Integer::sum);
    var query = Objects.requireNonNull(maker).query(aim);
    verdicts.merge(compare(query), 1, Integer::sum);
  }

  private QueryMaker tables() throws SQLException {
    warehouse.clear();
    tables.clear();
    for (var name : List.of("t", "u", "v")) {
      var table = GeneratedTable.of(name, new Dice(dice.seed()));
      table.store(warehouse);
      evaluator.table(name, table.columns(), table.rows());
      tables.add(table);
    }
    return new QueryMaker(dice, tables, functions);
  }

  private Verdict compare(QueryMaker.Made query) throws SQLException {
    String sql = query.sql();
    resolved = null;
    Compiled compiled;
    try {
      compiled = warehouse.compile(BoundSql.of(sql));
    } catch (SqlFault fault) {
      return refused(sql, fault);
    }
    var kinds = Coverage.of(Objects.requireNonNull(resolved));
    var ours = ours(compiled);
    if (ours instanceof Answer.Failed(var why) && why.contains(Unsupported.REASON)) {
      refusals.merge(why.replaceFirst(Unsupported.REASON + ".*", ""), 1, Integer::sum);
      return Verdict.REFUSED;
    }
    var theirs = leaving(compiled, evaluator.answer(sql));
    String difference = difference(theirs, ours, query.ordered());
    if (difference.isEmpty()) {
      if (theirs instanceof Answer.Failed) return Verdict.FAILED;
      answered.add(kinds);
      return Verdict.ANSWERED;
    }
    if (lazily(query, compiled, theirs, ours)) return Verdict.LAZY;
    disagreements.add(sql + "\n   ==> " + difference + "\n" + compiled.duckSql() + contents(sql));
    return Verdict.DISAGREED;
  }

  private String contents(String sql) {
    var text = new StringBuilder();
    for (var table : tables) {
      if (!sql.contains(" " + table.name() + " AS ")) continue;
      text.append('\n')
          .append(table.name())
          .append(table.columns().stream().map(c -> c.name()).toList());
      for (var row : table.rows()) text.append('\n').append(Sameness.text(row));
    }
    return text.toString();
  }

  private Verdict refused(String sql, SqlFault fault) {
    String message = String.valueOf(fault.getMessage());
    if (!fault.code().equals("unsupported")) {
      invalid.merge(message.replaceFirst(";.*", "") + " <- " + sql, 1, Integer::sum);
      return Verdict.INVALID;
    }
    String construct = message.replaceFirst(" " + Unsupported.REASON + ".*", "");
    refusals.merge(construct, 1, Integer::sum);
    return Verdict.REFUSED;
  }

  private Answer ours(Compiled compiled) {
    try {
      return leaving(compiled, new Answer.Rows(warehouse.rows(compiled, Map.of())));
    } catch (SQLException e) {
      return new Answer.Failed(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private static Answer leaving(Compiled compiled, Answer answer) {
    if (!(answer instanceof Answer.Rows(var rows))) return answer;
    var left = Sameness.left(compiled.columns(), rows);
    return left == null
        ? new Answer.Failed("Array cannot have a null element")
        : new Answer.Rows(left);
  }

  private static String difference(Answer theirs, Answer ours, boolean ordered) {
    return switch (theirs) {
      case Answer.Rows(var rows) ->
          switch (ours) {
            case Answer.Rows(var mine) -> Sameness.difference(rows, mine, ordered);
            case Answer.Failed(var why) ->
                "ours fails: " + why + ", evaluator " + Sameness.show(rows);
          };
      case Answer.Failed(var why) ->
          switch (ours) {
            case Answer.Rows(var mine) ->
                "evaluator fails: " + why + ", ours " + Sameness.show(mine);
            case Answer.Failed(var mine) ->
                BROKEN.matcher(mine).find() ? "ours breaks: " + mine : "";
          };
    };
  }

  /// An error in a value that no row asks for (a constant over an empty table, a column that is dropped, `NULL || x`)
  /// shows or not as the optimizer likes, BigQuery's too. It is that when DuckDB without its optimizer agrees.
  private boolean lazily(QueryMaker.Made query, Compiled compiled, Answer theirs, Answer ours)
      throws SQLException {
    if (theirs instanceof Answer.Failed == ours instanceof Answer.Failed) return false;
    warehouse.execute("PRAGMA disable_optimizer");
    var plainly = ours(compiled);
    warehouse.execute("PRAGMA enable_optimizer");
    return difference(theirs, plainly, query.ordered()).isEmpty()
        || (theirs.equals(new Answer.Rows(List.of())) && failsBeforeRows(compiled))
        || (ours instanceof Answer.Failed && failsOutOfFrames(query.sql()));
  }

  /// The evaluator computes no value of a row that is in no frame, DuckDB those of all rows.
  private boolean failsOutOfFrames(String sql) {
    String whole = PART_OF_THE_ROWS.matcher(sql).replaceAll(CallMaker.ALL_ROWS);
    return !whole.equals(sql) && evaluator.answer(whole) instanceof Answer.Failed;
  }

  private boolean failsBeforeRows(Compiled compiled) {
    try {
      warehouse.execute("EXPLAIN " + compiled.duckSql());
      return false;
    } catch (SQLException e) {
      return true;
    }
  }

  /// Functions that were answered fewer times, each with the reason when there is a known one.
  List<String> rare(int enough) {
    return functions.stream()
        .filter(f -> answered.of(f.id()) < enough && !excused(f))
        .map(f -> f.id() + " " + answered.of(f.id()))
        .toList();
  }

  private boolean excused(BuiltIn function) {
    return REWRITTEN.contains(function.id())
        || (function.mode() != BuiltIn.Mode.SCALAR && refusedAlways(function));
  }

  private boolean refusedAlways(BuiltIn function) {
    return refusals.keySet().stream().anyMatch(r -> r.contains("[" + function.id() + "]"));
  }

  String report(int enough) {
    var text = new StringBuilder();
    text.append("verdicts ")
        .append(verdicts)
        .append("\n\nanswered, by function, scan and expression\n");
    answered.counts().forEach((kind, n) -> text.append(n).append(' ').append(kind).append('\n'));
    text.append("\nfewer than ").append(enough).append(": ").append(rare(enough));
    text.append("\nrewritten by the analyser: ").append(REWRITTEN);
    text.append("\nleft out: ").append(CallForms.LEFT_OUT).append(CallMaker.LEFT_OUT);
    text.append("\n\nrefused\n");
    refusals.forEach((construct, n) -> text.append(n).append(' ').append(construct).append('\n'));
    invalid.forEach((why, n) -> text.append("no GoogleSQL: ").append(why).append('\n'));
    disagreements.forEach(d -> text.append("\nDISAGREED ").append(d).append('\n'));
    return text.toString();
  }

  @Override
  public void close() throws SQLException {
    warehouse.close();
  }
}
