package convergence.embedded.duckdb.sql;

import convergence.googlesql.ZetaSql;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Measures compiled GoogleSQL beside DuckDB SQL written by hand, over billing rows, by hand:
/// `CompiledSpeed [ROWS [TIMES]]`. The two take turns and must give the same rows; printed are medians.
final class CompiledSpeed {
  private record Pair(String title, String googleSql, String duckSql) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(
              "cost by service, NUMERIC",
              """
              SELECT service.description AS service, COUNT(*) AS n, SUM(CAST(cost AS NUMERIC)) AS cost
              FROM billing GROUP BY service
              """,
              """
              SELECT service.description, count(*), sum(CAST(cost AS DECIMAL(38,9))) FROM ds.billing GROUP BY 1
              """),
          new Pair(
              "net cost by day and project",
              """
              SELECT DATE(usage_start_time) AS day, project.id AS project,
                SUM(CAST(cost AS NUMERIC) + IFNULL(
                  (SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) AS c), CAST(0 AS NUMERIC))) AS net
              FROM billing GROUP BY day, project
              """,
              """
              SELECT CAST(usage_start_time AT TIME ZONE 'UTC' AS DATE), project.id,
                sum(CAST(cost AS DECIMAL(38,9)) + ifnull(
                  list_sum(list_transform(credits, lambda c: CAST(c.amount AS DECIMAL(38,9)))), 0))
              FROM ds.billing GROUP BY 1, 2
              """),
          new Pair(
              "usage by region, FLOAT64",
              """
              SELECT location.region AS region, SUM(cost) AS cost, AVG(usage) AS average, MAX(usage) AS most
              FROM billing WHERE cost > 0.5 GROUP BY region
              """,
              """
              SELECT location.region, sum(cost), avg(usage), max(usage) FROM ds.billing WHERE cost > 0.5 GROUP BY 1
              """),
          new Pair(
              "three dearest services a day",
              """
              SELECT day, service, cost FROM (
                SELECT DATE(usage_start_time) AS day, service.description AS service, SUM(cost) AS cost
                FROM billing GROUP BY day, service)
              WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY day ORDER BY cost DESC, service) <= 3
              """,
              """
              SELECT day, service, cost FROM (
                SELECT CAST(usage_start_time AT TIME ZONE 'UTC' AS DATE) AS day, service.description AS service,
                  sum(cost) AS cost FROM ds.billing GROUP BY 1, 2)
              QUALIFY row_number() OVER (PARTITION BY day ORDER BY cost DESC, service) <= 3
              """),
          new Pair(
              "projects of a week",
              """
              SELECT COUNT(*) AS n, COUNT(DISTINCT project.id) AS projects FROM billing
              WHERE DATE(usage_start_time) BETWEEN '2026-01-05' AND '2026-01-11' AND service.description LIKE '%7%'
              """,
              """
              SELECT count(*), count(DISTINCT project.id) FROM ds.billing
              WHERE CAST(usage_start_time AT TIME ZONE 'UTC' AS DATE) BETWEEN DATE '2026-01-05' AND DATE '2026-01-11'
                AND service.description LIKE '%7%'
              """));

  private CompiledSpeed() {}

  public static void main(String[] arguments) throws SQLException {
    long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5_000_000;
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    try (var zetaSql = new ZetaSql();
        var warehouse = new TestWarehouse(zetaSql)) {
      fill(warehouse, rows);
      System.out.printf("%,d rows, %d times, medians%n", rows, times);
      for (var pair : PAIRS) measure(warehouse, pair, times);
    }
  }

  private static Column column(String name, SqlType type, boolean repeated, Column... fields) {
    return new Column(name, type, repeated, false, List.of(fields), "");
  }

  private static Column one(String name, SqlType type) {
    return column(name, type, false);
  }

  private static void fill(TestWarehouse warehouse, long rows) throws SQLException {
    warehouse.create(
        "billing",
        List.of(
            one("usage_start_time", SqlType.TIMESTAMP),
            column("service", SqlType.STRUCT, false, one("description", SqlType.STRING)),
            column("project", SqlType.STRUCT, false, one("id", SqlType.STRING)),
            column("location", SqlType.STRUCT, false, one("region", SqlType.STRING)),
            one("cost", SqlType.FLOAT64),
            one("usage", SqlType.FLOAT64),
            column("credits", SqlType.STRUCT, true, one("amount", SqlType.FLOAT64))));
    warehouse.execute(
        """
        INSERT INTO ds.billing
        SELECT TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_minutes(i %% 44640),
          {'description': 'Service ' || (i %% 23)}, {'id': 'project-' || (i %% 401)},
          {'region': 'region-' || (i %% 17)}, round((i %% 100003) * 0.0137, 6), (i %% 7919) / 8.0,
          [{'amount': -round(((i + k) %% 97) * 0.0113, 6)} for k in range(i %% 4)]
        FROM range(%d) AS numbers(i)
        """
            .formatted(rows));
  }

  private static void measure(TestWarehouse warehouse, Pair pair, int times) throws SQLException {
    var compiled = warehouse.compile(BoundSql.of(pair.googleSql()));
    var byHand = new Compiled(pair.duckSql(), List.of(), compiled.columns(), false);
    var difference =
        Sameness.difference(
            warehouse.rows(byHand, Map.of()), warehouse.rows(compiled, Map.of()), false);
    if (!difference.isEmpty()) throw new AssertionError(pair.title() + ": " + difference);
    List<Long> ours = new ArrayList<>();
    List<Long> theirs = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      theirs.add(nanos(warehouse, byHand));
      ours.add(nanos(warehouse, compiled));
    }
    System.out.printf(
        "%s: compiled %.0f ms, by hand %.0f ms, %.2f times%n",
        pair.title(),
        median(ours) / 1e6,
        median(theirs) / 1e6,
        (double) median(ours) / median(theirs));
  }

  private static long nanos(TestWarehouse warehouse, Compiled query) throws SQLException {
    long begun = System.nanoTime();
    var _ = warehouse.rows(query, Map.of());
    return System.nanoTime() - begun;
  }

  private static long median(List<Long> times) {
    var sorted = times.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
