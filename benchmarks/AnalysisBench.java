import convergence.googlesql.GoogleSqlStatements;
import convergence.googlesql.ZetaSql;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Analyses a query of 200 lines over two tables again and again, with another text each time, so that nothing but
/// the catalogue is known from before. Prints how long one took.
///
/// `java $(grep -v '^#' standalone/src/main/launch/jvm.flags) -cp 'standalone/target/app/lib/*'
/// -Dconvergence.native=standalone/target/app/native benchmarks/AnalysisBench.java [ROUNDS]`
public final class AnalysisBench {
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    try (var zetaSql = new ZetaSql()) {
      var statements = new GoogleSqlStatements(zetaSql);
      System.out.println("lines of the query: " + query(0).lines().count());
      System.out.println("first analysis: " + millis(time(statements, -1)) + " ms");
      for (int i = 0; i < rounds / 5; i++) time(statements, i);
      var nanos = new long[rounds];
      for (int i = 0; i < rounds; i++) nanos[i] = time(statements, 1_000_000 + i);
      Arrays.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "analysis of %d texts: p50 %s ms, p95 %s ms, p99 %s ms%n",
          rounds,
          millis(nanos[rounds / 2]),
          millis(nanos[rounds * 95 / 100]),
          millis(nanos[rounds * 99 / 100]));
    }
  }

  private static long time(GoogleSqlStatements statements, int n) {
    var sql = BoundSql.of(query(n));
    long begun = System.nanoTime();
    var analysis = statements.analyse(sql, new Tables(), "bench");
    long nanos = System.nanoTime() - begun;
    if (analysis.lineage().isEmpty()) throw new AssertionError();
    return nanos;
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  /// Ten WITH queries of some 20 lines, each over the one before.
  private static String query(int n) {
    var lines = new ArrayList<String>();
    lines.add("WITH s0 AS (SELECT * FROM costs WHERE line != " + n + "),");
    for (int i = 1; i <= 10; i++) {
      lines.add("s" + i + " AS (");
      lines.add("  SELECT");
      lines.add("    c.day,");
      lines.add("    c.service,");
      lines.add("    c.project,");
      lines.add("    c.line,");
      lines.add("    CAST(c.cost AS NUMERIC) * NUMERIC '1.0" + i + "' AS cost,");
      lines.add("    c.credits,");
      lines.add("    CASE");
      lines.add("      WHEN c.service LIKE '%a" + i + "%' THEN CONCAT(c.service, '-a')");
      lines.add("      WHEN c.line > " + i + " THEN UPPER(c.service)");
      lines.add("      ELSE p.owner");
      lines.add("    END AS label_" + i);
      lines.add("  FROM s" + (i - 1) + " AS c");
      lines.add("  LEFT JOIN projects AS p");
      lines.add("    ON p.id = c.project");
      lines.add("    AND p.since <= c.day");
      lines.add("  WHERE c.line > " + i);
      lines.add("  AND (SELECT SUM(x.amount) FROM UNNEST(c.credits) AS x) IS NOT NULL),");
    }
    lines.add("last AS (SELECT * FROM s10)");
    lines.add("SELECT day, service, SUM(cost) AS cost, COUNT(*) AS n,");
    lines.add("  ROW_NUMBER() OVER (PARTITION BY day ORDER BY SUM(cost) DESC) AS place");
    lines.add("FROM last");
    lines.add("GROUP BY day, service");
    lines.add("HAVING n > 1");
    lines.add("QUALIFY place <= 100");
    lines.add("ORDER BY day, place");
    return String.join("\n", lines);
  }

  private static final class Tables implements Schemas {
    private static final Map<TableRef, TableSchema> TABLES =
        Map.of(
            TableRef.of("bench", "costs"),
            TableSchema.of(
                List.of(
                    Column.of("day", SqlType.DATE),
                    Column.of("service", SqlType.STRING),
                    Column.of("project", SqlType.STRING),
                    Column.of("line", SqlType.INT64),
                    Column.of("cost", SqlType.FLOAT64),
                    Column.repeatedStruct(
                        "credits",
                        Column.of("type", SqlType.STRING),
                        Column.of("amount", SqlType.FLOAT64)))),
            TableRef.of("bench", "projects"),
            TableSchema.of(
                List.of(
                    Column.of("id", SqlType.STRING),
                    Column.of("owner", SqlType.STRING),
                    Column.of("since", SqlType.DATE))));

    @Override
    public Optional<TableSchema> find(TableRef table) {
      return Optional.ofNullable(TABLES.get(table));
    }

    @Override
    public long version() {
      return 1;
    }
  }
}
