package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.Analysis;
import convergence.warehouse.Analysis.Kind;
import convergence.warehouse.BoundSql;
import convergence.warehouse.BoundSql.Parameter;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyseTest {
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(new ZetaSql());
  private static final Column ID = Column.of("id", SqlType.INT64);
  private final Town town = new Town();

  AnalyseTest() {
    town.view("acme.v1", "SELECT id, name FROM acme.orders", ID, Column.of("name", SqlType.STRING));
    town.view("acme.v2", "SELECT id FROM v1 WHERE id IN (SELECT id FROM `prod-1.shop.v`)", ID);
    town.view("prod-1.shop.v", "SELECT id FROM shop.orders", ID);
    for (var name : List.of("acme.day_1", "acme.day_2", "acme.one"))
      town.table(name, TableSchema.of(List.of(ID)));
    town.view("acme.loop1", "SELECT id FROM loop2", ID);
    town.view("acme.loop2", "SELECT id FROM loop1", ID);
    town.view("acme.broken", "SELECT nope AS id FROM orders", ID);
    town.view("acme.peep", "SELECT job_id AS id FROM acme.INFORMATION_SCHEMA.JOBS", ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      ignoreLeadingAndTrailingWhitespace = true,
      nullValues = "-",
      value = {
        "SELECT 1 AS a | QUERY | - | -",
        "SELECT id FROM orders o, o.items i | QUERY | acme.orders | -",
        "WITH a AS (SELECT * FROM v1) SELECT 1 AS x | QUERY | acme.orders acme.v1 | -",
        "SELECT id FROM v2 | QUERY | acme.orders acme.v1 acme.v2 prod-1.shop.orders prod-1.shop.v | -",
        "SELECT (SELECT MAX(id) FROM v1) AS m | QUERY | acme.orders acme.v1 | -",
        "SELECT id FROM orders WHERE id IN (SELECT id FROM `prod-1.shop.orders`) | QUERY | acme.orders prod-1.shop.orders | -",
        "INSERT INTO orders (id) SELECT id FROM v1 | DML | acme.orders acme.v1 | acme.orders",
        "UPDATE orders SET id = 1 WHERE TRUE | DML | acme.orders | acme.orders",
        "DELETE FROM orders WHERE id IN (SELECT id FROM v1) | DML | acme.orders acme.v1 | acme.orders",
        "MERGE orders t USING v1 s ON t.id = s.id WHEN MATCHED THEN DELETE | DML | acme.orders acme.v1 | acme.orders",
        "TRUNCATE TABLE orders | DML | acme.orders | acme.orders",
        "CREATE TABLE t2 AS SELECT id FROM orders | DDL | acme.orders | acme.t2",
        "CREATE TABLE other.t2 (a INT64, b STRUCT<c STRING>) | DDL | - | other.t2",
        "CREATE TABLE t2 LIKE v1 | DDL | acme.orders acme.v1 | acme.t2",
        "CREATE TABLE t2 COPY orders | DDL | acme.orders | acme.t2",
        "CREATE OR REPLACE VIEW w AS SELECT id FROM v1 | DDL | acme.orders acme.v1 | acme.w",
        "DROP TABLE IF EXISTS acme.nope | DDL | - | acme.nope",
        "ALTER TABLE orders ADD COLUMN x STRING | DDL | acme.orders | acme.orders",
        "ALTER TABLE orders RENAME TO y | DDL | acme.orders | acme.orders acme.y",
        "SELECT id FROM orders; DELETE FROM v3.t WHERE TRUE | SCRIPT | acme.orders v3.t | v3.t",
        "BEGIN TRANSACTION; INSERT INTO orders (id) VALUES (1); COMMIT TRANSACTION | SCRIPT | acme.orders | acme.orders",
        "BEGIN DELETE FROM orders WHERE TRUE; EXCEPTION WHEN ERROR THEN SELECT id FROM v1; END | SCRIPT | acme.orders acme.v1 | acme.orders",
        "SELECT id, _TABLE_SUFFIX AS s FROM `acme.day_*` | QUERY | acme.day_* acme.day_1 acme.day_2 | -",
        "SELECT * FROM `day_*` WHERE _TABLE_SUFFIX > '1' | QUERY | acme.day_* acme.day_1 acme.day_2 | -",
        "SELECT table_name FROM acme.INFORMATION_SCHEMA.TABLES | QUERY | acme.INFORMATION_SCHEMA.TABLES | -",
        "SELECT column_name FROM acme.information_schema.columns | QUERY | acme.INFORMATION_SCHEMA.COLUMNS | -",
        "SELECT table_id FROM acme.__TABLES__ | QUERY | acme.__TABLES__ | -",
        "CREATE TABLE t3 AS SELECT id AS n FROM orders; CREATE VIEW w AS SELECT n FROM t3; SELECT n FROM w | SCRIPT | acme.orders acme.t3 acme.w | acme.t3 acme.w",
      })
  void every_table_is_named(String sql, Kind kind, String reads, String writes) {
    town.table("v3.t", TableSchema.of(List.of(ID)));
    Analysis analysis = analyse(sql);
    assertThat(analysis.kind()).isEqualTo(kind);
    assertThat(names(analysis.reads())).isEqualTo(reads == null ? "" : reads);
    assertThat(names(analysis.writes())).isEqualTo(writes == null ? "" : writes);
  }

  @Test
  void the_columns_of_a_result_are_named_and_typed_as_in_BigQuery() {
    assertThat(
            analyse(
                    "SELECT 1, day, 2.5, NUMERIC '1' AS n, [STRUCT('a' AS s, [1] AS i)] AS l FROM orders")
                .columns())
        .containsExactly(
            Column.of("f0_", SqlType.INT64),
            Column.of("day", SqlType.DATE),
            Column.of("f1_", SqlType.FLOAT64),
            Column.of("n", SqlType.NUMERIC),
            Column.repeatedStruct(
                "l", Column.of("s", SqlType.STRING), Column.repeated("i", SqlType.INT64)));
    assertThat(analyse("SELECT AS STRUCT 1 AS a, 'b' AS b").columns())
        .containsExactly(Column.of("a", SqlType.INT64), Column.of("b", SqlType.STRING));
    assertThat(analyse("SELECT * FROM orders").columns())
        .isEqualTo(town.find(TableRef.of("acme", "orders")).orElseThrow().columns());
  }

  @Test
  void parameters_have_the_types_that_they_were_bound_with() {
    var sql =
        new BoundSql(
            "SELECT @p_n AS n, day = @p_s AS same FROM orders WHERE day > @p_s",
            List.of(
                new Parameter("p_n", SqlType.NUMERIC, "n"),
                new Parameter("p_s", SqlType.STRING, "s")));
    assertThat(SQL.analyse(sql, town, "acme").columns())
        .containsExactly(Column.of("n", SqlType.NUMERIC), Column.of("same", SqlType.BOOL));
  }

  @Test
  void functions_that_only_BigQuery_has_are_known() {
    assertThat(
            analyse("SELECT MAX_BY(name, id) AS a, MIN_BY(price, day) AS b FROM orders").columns())
        .containsExactly(Column.of("a", SqlType.STRING), Column.of("b", SqlType.NUMERIC));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "SELECT naem FROM orders|unresolved|1|8|Unrecognized name: naem; Did you mean name?",
        "SELECT 1 AS a;  SELECT naem FROM orders|unresolved|1|24|Did you mean name?",
        "SELECT o.at.citi FROM orders o|unresolved|1|13|Did you mean city?",
        "SELECT CONCATT('a') FROM orders|unresolved|1|8|Did you mean concat?",
        "SELECT id FROM nope|unresolved|1|16|Table not found: nope",
        "SELECT 1 a, 2 A|unresolved|0|0|two columns of the result are called A",
        "SELECT id FROM Orders, orders|unsupported|1|24|differ only in case",
        "SELECT 1 FROM acme.INFORMATION_SCHEMA.SCHEMATA|unsupported|1|15|cannot be proven",
        "SELECT 1 FROM INFORMATION_SCHEMA.TABLES|unsupported|1|15|cannot be proven",
        "SELECT 1 FROM `prod-1`.shop.INFORMATION_SCHEMA.TABLES|unsupported|1|15|cannot be proven",
        "SELECT 1 FROM `region-eu`.INFORMATION_SCHEMA.JOBS|unsupported|1|15|cannot be proven",
        "SELECT nope FROM acme.INFORMATION_SCHEMA.TABLES|unresolved|1|8|Unrecognized name: nope",
        "SELECT 1 FROM acme.__TABLES_SUMMARY__|unsupported|1|15|cannot be proven",
        "SELECT 1 FROM  `acme.events_*`|unresolved|1|16|does not match any table",
        "SELECT 1 FROM `acme.*_events`|unsupported|1|15|has its one * at the end",
        "SELECT 1 FROM `acme.v*`|unresolved|1|15|Views cannot be queried through prefix. First view acme.v1",
        "SELECT 1 FROM `acme.o*`|unsupported|1|15|different columns (acme.one, acme.orders)",
        "SELECT 1 FROM `prod-1.shop.o*`|unsupported|1|15|lies in another project",
        "SELECT 1 FROM `acme.orders$20240101`|unsupported|1|15|decorator",
        "SELECT * FROM EXTERNAL_QUERY('a', 'b')|unsupported|1|15|a table function is refused",
        "SELECT * FROM ML.PREDICT(MODEL m, TABLE orders)|unsupported|1|15|a table function is refused",
        "SELECT id FROM orders UNION ALL SELECT * FROM f(1)|unsupported|1|47|a table function is refused",
        "@{x = 1} SELECT id FROM orders|unsupported|1|1|a statement with hints is refused",
        "CREATE TABLE t (a INT64) WITH CONNECTION DEFAULT|unsupported|1|31|a connection is refused",
        "EXECUTE IMMEDIATE 'SELECT 1'|unsupported|1|1|EXECUTE IMMEDIATE is refused",
        "SELECT 1 AS a; DECLARE x INT64|unsupported|1|16|DECLARE is refused",
        "DECLARE x INT64; SELECT x|unsupported|1|1|DECLARE is refused",
        "CALL p()|unsupported|1|1|CALL is refused",
        "EXPORT DATA OPTIONS(uri='x') AS SELECT 1 a|unsupported|1|1|EXPORT DATA is refused",
        "CREATE TEMP TABLE x AS SELECT 1 a|unsupported|0|0|CREATE TEMP is refused",
        "CREATE TEMP FUNCTION f() AS (1)|unsupported|1|1|CREATE FUNCTION is refused",
        "DROP SCHEMA acme|unsupported|0|0|DROP SCHEMA is refused",
        "INSERT INTO v1 (id) VALUES (1)|unsupported|0|0|is a view",
        "SELECT id FROM loop1|unsupported|0|0|stands on itself",
        "SELECT id FROM broken|unresolved|0|0|in the view acme.broken: Unrecognized name: nope",
        "SELECT id FROM peep|unsupported|0|0|in the view acme.peep",
        "SELECT @p FROM orders|unresolved|1|8|Query parameter 'p' not found",
        "SELECT 1 FROM FROM|syntax|1|15|Unexpected keyword FROM",
        "|syntax|0|0|no statement",
      })
  void what_cannot_be_proven_is_refused_with_its_place(
      String sql, String code, int line, int column, String message) {
    assertThatThrownBy(() -> analyse(sql == null ? "" : sql))
        .isInstanceOfSatisfying(
            SqlFault.class,
            fault -> {
              assertThat(fault).hasMessageContaining(message);
              assertThat(fault.code()).isEqualTo(code);
              assertThat(fault.line() + ":" + fault.column()).isEqualTo(line + ":" + column);
            });
  }

  @Test
  void a_wildcard_is_as_wide_as_its_tables_and_takes_their_columns() {
    var analysis = analyse("SELECT * FROM `day_*` WHERE _TABLE_SUFFIX = '1'");
    assertThat(analysis.columns()).containsExactly(ID);
    assertThat(analysis.columnsRead().toString()).isEqualTo("{acme.day_1=[id], acme.day_2=[id]}");
    town.table("acme.day_3", TableSchema.of(List.of(ID)));
    assertThat(names(analyse("SELECT * FROM `day_*` WHERE _TABLE_SUFFIX = '1'").reads()))
        .isEqualTo("acme.day_* acme.day_1 acme.day_2 acme.day_3");
    town.table("acme.day_4", TableSchema.of(List.of(Column.of("id", SqlType.STRING))));
    assertThatThrownBy(() -> analyse("SELECT * FROM `day_*` WHERE _TABLE_SUFFIX = '1'"))
        .hasMessageContaining("different columns");
  }

  @Test
  void views_are_opened_again_when_they_have_changed() {
    town.view("acme.w", "SELECT id FROM orders", ID);
    assertThat(names(analyse("SELECT id FROM w").reads())).isEqualTo("acme.orders acme.w");
    town.view("acme.w", "SELECT id FROM `prod-1.shop.orders`", ID);
    assertThat(names(analyse("SELECT id FROM w").reads())).isEqualTo("acme.w prod-1.shop.orders");
  }

  @Test
  void an_analysis_is_used_again_while_its_tables_are_the_same() {
    var first = analyse("SELECT id, name FROM v2 JOIN v1 USING (id)");
    town.table("acme.unrelated", TableSchema.of(List.of(ID)));
    assertThat(analyse("SELECT id, name FROM v2 JOIN v1 USING (id)")).isSameAs(first);
  }

  private Analysis analyse(String sql) {
    return SQL.analyse(BoundSql.of(sql), town, "acme");
  }

  private static String names(Set<TableRef> refs) {
    return refs.stream().map(TableRef::toString).sorted().collect(Collectors.joining(" "));
  }
}
