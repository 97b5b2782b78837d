package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.googlesql.ReferenceEvaluator;
import convergence.googlesql.ReferenceEvaluator.Answer;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where Java's or DuckDB's library has another answer than ZetaSQL's, to the last digit.
final class LibraryTrapsTest extends OnTestWarehouse {
  private static final List<String> FLOATS =
      List.of(
          "0.0",
          "0.1",
          "0.25",
          "1.25",
          "-1.25",
          "2.0",
          "3.2",
          "8.25",
          "-3.7",
          "10.0",
          "11.5",
          "-100.75",
          "700.0",
          "1000.0",
          "1e300",
          "1.0",
          "-1.0",
          "0.999",
          "4.9E-324",
          "CAST('inf' AS FLOAT64)",
          "CAST('-inf' AS FLOAT64)",
          "CAST('nan' AS FLOAT64)",
          "NULL");

  private static final List<String> URLS =
      List.of(
          "\\\\",
          "\\\\a",
          "a\\\\b",
          "/",
          "\\\\\\\\",
          "//\\\\",
          "http:\\\\\\\\a.b.com",
          "\\\\/x.com/y",
          "/\\\\x.com",
          ":\\\\",
          "http://u:p@a.co.uk:80/x@y",
          "a@b://c.com",
          "mailto:foo@bar.com",
          "x?://a.com",
          "x#y://a.com",
          "ht?tp://a.com",
          "a:b://c.com",
          "1+2://a.com",
          "://a.com",
          "http://[::1]:80/",
          "http://[::1",
          "[::1]x:80",
          "[a[b]:1",
          "..a.com..",
          "a.com.",
          ".",
          "..",
          "http:/a.com",
          "http:///a.com",
          "//a.com:x",
          "HTTP://WWW.Example.COM",
          "a b.com",
          "",
          "  ",
          "@",
          "a@",
          "http://@a.com",
          "a://b://c.com",
          "x/y://a.com",
          "//x://a.com",
          "a.c om",
          "x.a b.com",
          "a!b.com",
          "-a.com",
          "_a.com",
          "a-.com",
          "1.com",
          "a.1com",
          "a%20b.com",
          "a*b.com",
          "a.*",
          "é b.com",
          "a_.co.uk",
          "1.2",
          "1.2.3.4",
          "x.-.com",
          "a.b-.co.uk");

  private static final ReferenceEvaluator EVALUATOR = new ReferenceEvaluator();

  /// NULL where it fails.
  private static void agree(String call, String type, List<String> values) throws SQLException {
    String sql =
        "SELECT o, CAST(SAFE.%s AS STRING) FROM UNNEST(ARRAY<%s>[%s]) AS x WITH OFFSET AS o ORDER BY o"
            .formatted(call, type, String.join(", ", values));
    var answer = EVALUATOR.answer(sql);
    assertThat(answer).as(sql).isInstanceOf(Answer.Rows.class);
    assertThat(warehouse.rows(sql)).as(sql).isEqualTo(((Answer.Rows) answer).rows());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "SINH", "COSH", "TANH", "ASINH", "ACOSH",
        "ATANH", "COT", "CSC", "SEC", "COTH", "CSCH", "SECH", "EXP", "LN", "LOG10", "SQRT", "CBRT"
      })
  void functions_have_the_c_librarys_last_digit(String function) throws SQLException {
    agree(function + "(x)", "FLOAT64", FLOATS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POW(x, 2.5)",
        "POW(1.01, x)",
        "POW(x, -3)",
        "POW(-1, x)",
        "POW(1, x)",
        "POW(x, 0)",
        "POW(0, x)"
      })
  void powers_have_the_c_librarys_last_digit(String call) throws SQLException {
    agree(call, "FLOAT64", FLOATS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NET.HOST(x)", "NET.REG_DOMAIN(x)", "NET.PUBLIC_SUFFIX(x)"})
  void a_backslash_in_a_url_is_a_slash(String call) throws SQLException {
    agree(call, "STRING", URLS.stream().map(u -> "'" + u + "'").collect(Collectors.toList()));
  }

  @Test
  void null_among_code_points_counts_before_what_is_none() throws SQLException {
    for (var call : List.of("CODE_POINTS_TO_STRING(a)", "CODE_POINTS_TO_BYTES(a)")) {
      String rows = " FROM (SELECT [-3, NULL] AS a UNION ALL SELECT [NULL, -3])";
      assertThat(warehouse.rows("SELECT " + call + " IS NULL" + rows))
          .isEqualTo(List.of(List.of(true), List.of(true)));
    }
  }
}
