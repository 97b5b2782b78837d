package convergence.googlesql;

import convergence.warehouse.*;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindTest {
  private static final ZetaSql ZETA = new ZetaSql();
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(ZETA);
  private static final Map<String, Variable> V =
      Map.of(
          "x", new Variable(SqlValue.of("va'l"), "x_name"),
          "date", new Variable(SqlValue.of(LocalDate.of(2024, 1, 31)), "d20240131"),
          "n", new Variable(SqlValue.of(7), "seven"),
          "project", new Variable(SqlValue.of("my-proj"), "my-proj"),
          "ds", new Variable(SqlValue.of("acme"), "acme"));

  @Test
  void show() {
    for (var t :
        new String[] {
          "SELECT {x}, {n} + 1, {date}",
          "SELECT '{x}', \"{date}\", 'a{x}b\\n{date}', r'\\d{x}', '''a\nb{x}''' AS y,\n zz",
          "SELECT * FROM {ds}.orders, `{project}.{ds}.t_{x}` , {project}.{ds}.{x}, my-{x}.{ds}.t, orders_{date}",
          "SELECT 1 -- {nope} {x}\n /* {x} */ FROM t WHERE d = DATE '{date}' AND e = TIMESTAMP '{date} 00:00:00'",
          "SELECT a LIKE '{x}%', a LIKE {x}, a LIKE ANY ('a', '%{x}'), b'{x}', NUMERIC '{n}', '{{a}}' ",
          "SELECT 'a' '{x}' /* {x} */ 'c'",
          "SELECT t.{x}, f({x}) AS {x} FROM t AS {x} LIMIT {n}",
          "CREATE VIEW {ds}.v AS SELECT {x}, '{x}', DATE '{date}', {n}, 'a' LIKE '{x}%'",
          "DECLARE a INT64 DEFAULT {n}; BEGIN INSERT INTO {ds}.t (a) VALUES ({n}); END;",
          "SELECT @{x}",
          "SELECT @q",
          "SELECT\n {nope}",
          "SELECT {project}.a",
          "SELECT * FROM {project}.t",
          "SELECT\n '{x}' FROM FROM",
          "EXECUTE IMMEDIATE '{x}'",
          "SELECT JSON '{x}'",
          "SELECT {n}{x}",
          "SELECT '\\u00{x}'",
          "SELECT @@{x}",
          "SELECT b'a{x}'",
          "SELECT 1{x}",
          "SELECT {x}'a'",
          "SELECT CAST({x} AS {x})",
          "WITH {x} AS (SELECT 1 a) SELECT * FROM {x}",
          "MERGE {ds}.t USING s ON a = b WHEN MATCHED THEN UPDATE SET {x} = {n}",
          "SELECT x FROM t GROUP BY {x} ORDER BY '{x}'"
        }) {
      try {
        System.out.println(t + "\n   => " + SQL.bind(t, V));
      } catch (SqlFault e) {
        System.out.println(
            t + "\n   => " + e.code() + " " + e.line() + ":" + e.column() + " " + e.getMessage());
      }
    }
  }
}
