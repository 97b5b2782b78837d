package convergence.googlesql;

import convergence.warehouse.*;
import org.junit.jupiter.api.Test;

class AnalyseTest {
  private static final ZetaSql ZETA = new ZetaSql();
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(ZETA);

  @Test
  void show() {
    var town = new Town();
    town.view("acme.v1", "SELECT id, name FROM acme.orders", Column.of("id", SqlType.INT64), Column.of("name", SqlType.STRING));
    town.view("acme.v2", "SELECT id FROM v1 WHERE id IN (SELECT id FROM `prod-1.shop.v`)", Column.of("id", SqlType.INT64));
    town.view("prod-1.shop.v", "SELECT id FROM shop.orders", Column.of("id", SqlType.INT64));
    town.view("acme.loop1", "SELECT id FROM loop2", Column.of("id", SqlType.INT64));
    town.view("acme.loop2", "SELECT id FROM loop1", Column.of("id", SqlType.INT64));
    town.view("acme.broken", "SELECT nope FROM orders", Column.of("id", SqlType.INT64));
    for (var t : new String[] {"SELECT * FROM orders", "SELECT 1, 2 AS a, STRUCT(1 AS x, [1] AS y) s", "SELECT AS STRUCT 1 AS a, 'b' AS b", "SELECT 1 a, 2 a", "SELECT * FROM v2", "SELECT * FROM loop1", "SELECT * FROM broken",
      "INSERT INTO orders (id) SELECT id FROM v1", "UPDATE orders SET id = 1 WHERE TRUE", "DELETE FROM orders WHERE id IN (SELECT id FROM v1)", "MERGE orders t USING v1 s ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
      "CREATE TABLE t2 AS SELECT id FROM orders", "CREATE OR REPLACE TABLE orders AS SELECT * FROM orders", "CREATE TABLE t2 (a INT64, b STRUCT<c STRING>)", "CREATE VIEW vv AS SELECT id FROM v1", "DROP TABLE orders", "DROP TABLE IF EXISTS acme.nope", "ALTER TABLE orders ADD COLUMN x STRING", "ALTER TABLE orders RENAME TO y", "TRUNCATE TABLE orders",
      "CREATE TABLE t2 LIKE orders", "CREATE TABLE t2 CLONE orders", "CREATE TABLE t2 COPY orders", "SELECT * FROM acme.INFORMATION_SCHEMA.TABLES", "SELECT * FROM\n  `acme.events_*`", "SELECT * FROM orders$20240101", "SELECT * FROM EXTERNAL_QUERY('a', 'b')", "EXECUTE IMMEDIATE 'SELECT 1'",
      "CREATE TABLE t3 AS SELECT id AS n FROM orders; INSERT INTO t3 SELECT n + 1 FROM t3; SELECT n FROM t3;", "BEGIN TRANSACTION; INSERT INTO orders (id) VALUES (1); COMMIT TRANSACTION;", "BEGIN INSERT INTO orders (id) VALUES (1); EXCEPTION WHEN ERROR THEN SELECT id FROM v1; END;", "DECLARE x INT64; SET x = 1;", "SELECT 1;\n SELECT nope FROM orders", "CALL p()", "EXPORT DATA OPTIONS(uri='x') AS SELECT 1", "GRANT `r` ON TABLE t TO 'u'", "CREATE TEMP TABLE x AS SELECT 1 a", "CREATE TEMP FUNCTION f() AS (1); SELECT f()", "SELECT x FROM orders ORDER BY 'a'", "SELECT id FROM nope", "SELECT id FROM orders o, o.items i", "WITH a AS (SELECT * FROM v1) SELECT 1 x", "SELECT id FROM orders FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()", "FROM orders |> AGGREGATE COUNT(*) AS n GROUP BY name", "SELECT * FROM orders PIVOT(SUM(id) FOR name IN ('a','b'))", "SELECT [1,2][0]", "SELECT ARRAY(SELECT [1])", "", "SELECT id FROM Orders, orders", "SELECT @@project_id", "SELECT SESSION_USER()", "SELECT ML.PREDICT(1)", "LOAD DATA INTO x FROM FILES(format='CSV', uris=['a'])", "SELECT 1 UNION ALL SELECT 'a'", "EXPLAIN SELECT 1", "SELECT * FROM UNNEST([1,2]) WITH OFFSET", "SELECT TIMESTAMP '2024-01-01', DATE_TRUNC(DATE '2024-01-01', MONTH), SAFE_DIVIDE(1,0), APPROX_COUNT_DISTINCT(1)", "SELECT GENERATE_UUID(), JSON '{}', ST_GEOGPOINT(1,2), RANGE(DATE '2024-01-01', NULL)"
    }) {
      try { System.out.println(t + "\n   => " + SQL.analyse(BoundSql.of(t), town, "acme")); } catch (SqlFault e) { System.out.println(t + "\n   => " + e.code() + " " + e.line() + ":" + e.column() + " " + e.getMessage()); } catch (RuntimeException e) { System.out.println(t + "\n  !!! " + e); }
    }
  }
}
