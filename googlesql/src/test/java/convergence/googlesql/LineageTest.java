package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.ColumnLineage;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where each column's values come from. The tables are `orders(id, name, day, price, tags[], items[]{sku, n},
/// at{city})` and views over it.
class LineageTest {
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(new ZetaSql());
  private final Town town = new Town();

  LineageTest() {
    town.view(
        "acme.v",
        "SELECT id + 1 AS n, name, `at`, STRUCT(price AS p, name AS q) AS pair, items FROM acme.orders",
        Column.of("n", SqlType.INT64),
        Column.of("name", SqlType.STRING),
        Column.struct("at", Column.of("city", SqlType.STRING)),
        Column.struct("pair", Column.of("p", SqlType.NUMERIC), Column.of("q", SqlType.STRING)),
        Column.repeatedStruct(
            "items", Column.of("sku", SqlType.STRING), Column.of("n", SqlType.INT64)));
    town.view(
        "acme.vv",
        "SELECT n AS m, pair.q AS q FROM v",
        Column.of("m", SqlType.INT64),
        Column.of("q", SqlType.STRING));
    town.view("prod-1.shop.w", "SELECT id FROM shop.orders", Column.of("id", SqlType.INT64));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "SELECT id, name AS n FROM orders | id=id n=name",
        "SELECT 1 AS one, COUNT(*) AS c, CURRENT_DATE() AS d FROM orders | one= c= d=",
        "SELECT * EXCEPT (tags, items, `at`) FROM orders | id=id name=name day=day price=price",
        "SELECT id + price AS a, CONCAT(name, 'x') AS b FROM orders | a=id,price b=name",
        "SELECT CASE WHEN id > 1 THEN name END AS a FROM orders | a=id,name",
        "SELECT SUM(price) AS s, name FROM orders WHERE id > 1 GROUP BY name HAVING MAX(day) > '2026-01-01' | s=price name=name",
        "SELECT COUNT(DISTINCT id) AS c, ARRAY_AGG(name ORDER BY day) AS a FROM orders | c=id a=name",
        "WITH a AS (SELECT id AS x, name FROM orders), b AS (SELECT x AS y, name FROM a) SELECT y, name FROM b | y=id name=name",
        "SELECT a.id, b.name FROM orders a JOIN orders b ON a.id = b.id | id=id name=name",
        "SELECT id, a.name FROM orders a FULL JOIN orders b USING (id) | id=id name=name",
        "SELECT id AS x FROM orders UNION ALL SELECT CAST(name AS INT64) FROM orders | x=id,name",
        "SELECT id AS x FROM orders EXCEPT DISTINCT SELECT 1 | x=id",
        "SELECT (SELECT MAX(price) FROM orders o WHERE o.id = p.id) AS m FROM orders p | m=price",
        "SELECT id IN (SELECT CAST(name AS INT64) FROM orders) AS i FROM orders | i=id,name",
        "SELECT EXISTS (SELECT 1 FROM orders o WHERE o.id = p.id AND o.name = 'x') AS e FROM orders p | e=id,name",
        "SELECT ARRAY(SELECT sku FROM UNNEST(items)) AS a FROM orders | a=items.sku",
        "SELECT t, i.sku, i.n AS k, off FROM orders, UNNEST(tags) AS t, UNNEST(items) AS i WITH OFFSET off | t=tags sku=items.sku k=items.n off=",
        "SELECT i FROM orders, UNNEST(items) AS i | i=items",
        "SELECT items[SAFE_OFFSET(0)].n AS n, orders.`at`.city FROM orders | n=items.n city=at.city",
        "SELECT `at` FROM orders | at=at",
        "SELECT STRUCT(id AS a, name AS b).b AS x FROM orders | x=name",
        "SELECT s.a AS x, s AS whole FROM (SELECT STRUCT(id AS a, name AS b) AS s FROM orders) | x=id whole=id,name",
        "SELECT ARRAY_AGG(STRUCT(id AS a, name AS b))[OFFSET(0)].a AS x FROM orders | x=id",
        "SELECT IF(id > 1, `at`, NULL).city AS c FROM orders | c=at.city,id",
        "SELECT ROW_NUMBER() OVER (PARTITION BY name ORDER BY day) AS r, SUM(price) OVER (PARTITION BY name) AS s FROM orders | r=day,name s=price",
        "SELECT LAG(price) OVER (ORDER BY day) AS l FROM orders QUALIFY l > 1 | l=price",
        "SELECT n, name FROM v | n=id name=name",
        "SELECT pair.p AS p, pair AS whole, `at`.city FROM v | p=price whole=name,price city=at.city",
        "SELECT i.sku FROM v, v.items i | sku=items.sku",
        "SELECT m, q FROM vv | m=id q=name",
        "SELECT id FROM `prod-1.shop.w` | id=prod-1.shop.orders.id",
        "SELECT * FROM (SELECT name, id, price FROM orders) PIVOT (SUM(price) AS s, COUNT(*) AS c FOR name IN ('a')) | id=id s_a=name,price c_a=name",
        "SELECT * FROM (SELECT id, name, `at`.city AS city FROM orders) UNPIVOT (val FOR kind IN (name, city)) | id=id val=at.city,name kind=",
        "WITH RECURSIVE r AS (SELECT id AS a, name AS b, 1 AS n FROM orders UNION ALL SELECT a, b, n + 1 FROM r WHERE n < 3) SELECT a, b, n FROM r | a=id b=name n=",
        "SELECT AS STRUCT id, name FROM orders | id=id name=name",
        "SELECT AS VALUE STRUCT(id AS x, name AS y) FROM orders | x=id y=name",
        "CREATE TABLE t AS SELECT id AS x FROM orders | acme.t.x=id",
        "INSERT INTO orders (id, name) SELECT id + 1, CAST(day AS STRING) FROM orders | acme.orders.id=id acme.orders.name=day",
        "INSERT INTO orders (id, name) VALUES (1, (SELECT MAX(name) FROM v)) | acme.orders.id= acme.orders.name=name",
        "UPDATE orders o SET name = CONCAT(o.name, v.name), `at`.city = 'x' FROM v WHERE v.n = o.id | acme.orders.name=name acme.orders.at.city=",
        "MERGE orders t USING v s ON t.id = s.n WHEN MATCHED THEN UPDATE SET price = s.pair.p WHEN NOT MATCHED THEN INSERT (id) VALUES (s.n) | acme.orders.price=price acme.orders.id=id",
      })
  void each_column_names_its_sources(String sql, String expected) {
    assertThat(told(analyse(sql))).isEqualTo(expected);
  }

  @Test
  void the_columns_that_a_statement_uses_are_told_for_each_table() {
    assertThat(used("SELECT name FROM orders WHERE id > 1 ORDER BY day")).isEqualTo("day id name");
    assertThat(used("SELECT COUNT(*) AS n FROM orders")).isEmpty();
    assertThat(used("WITH a AS (SELECT * FROM orders) SELECT id FROM a")).isEqualTo("id");
    assertThat(used("SELECT id AS x FROM orders UNION ALL SELECT n FROM v"))
        .isEqualTo("at id items name price");
    assertThat(used("SELECT EXISTS (SELECT 1 FROM orders WHERE price > 1) AS e"))
        .isEqualTo("price");
    assertThat(used("DELETE FROM orders WHERE id = 1")).isEqualTo("id");
  }

  private String used(String sql) {
    var read = analyse(sql).columnsRead();
    assertThat(read.keySet()).containsExactly(TableRef.of("acme", "orders"));
    return String.join(" ", read.values().iterator().next());
  }

  private Analysis analyse(String sql) {
    return SQL.analyse(BoundSql.of(sql), town, "acme");
  }

  private static String told(Analysis analysis) {
    return analysis.lineage().stream().map(LineageTest::told).collect(Collectors.joining(" "));
  }

  private static String told(ColumnLineage lineage) {
    String target = lineage.target() == null ? "" : lineage.target() + ".";
    return target
        + lineage.column()
        + "="
        + lineage.sources().stream()
            .map(source -> source.toString().replace("acme.orders.", ""))
            .collect(Collectors.joining(","));
  }
}
