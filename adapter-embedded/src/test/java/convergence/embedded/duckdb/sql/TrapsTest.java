package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Where DuckDB's answer would differ from BigQuery's. Each was found by somebody the hard way.
final class TrapsTest extends OnTestWarehouse {
  private static void fails(String expression, String message) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  private static void refused(String sql, String construct) {
    assertThatThrownBy(() -> warehouse.rows(sql))
        .isInstanceOfSatisfying(
            SqlFault.class, fault -> assertThat(fault.code()).isEqualTo("unsupported"))
        .hasMessageContaining(construct);
  }

  private static BigDecimal numeric(String text) {
    return new BigDecimal(text);
  }

  @Test
  void bytes_are_joined_to_null_when_what_stands_for_null_is_null() throws SQLException {
    assertThat(value("ARRAY_TO_STRING([b'a', NULL], b',', CAST(NULL AS BYTES))")).isNull();
    assertThat((byte[]) value("ARRAY_TO_STRING([b'a', NULL], b',', b'-')"))
        .isEqualTo(new byte[] {'a', ',', '-'});
  }

  @Test
  void json_is_read_as_far_as_the_value_that_is_asked_for() throws SQLException {
    assertThat(value("JSON_VALUE('2024-02-29')")).isEqualTo("2024");
    assertThat(value("JSON_VALUE('{\"a\": 1} and more', '$.a')")).isEqualTo("1");
    assertThat(value("JSON_VALUE('')")).isNull();
    assertThat(value("JSON_QUERY('[1, 2', '$')")).isNull();
  }

  @Test
  void null_stands_first_and_nan_next() throws SQLException {
    String values = "UNNEST([1.0, CAST('nan' AS FLOAT64), NULL, CAST('-inf' AS FLOAT64)]) AS x";
    var nan = Double.NaN;
    var low = Double.NEGATIVE_INFINITY;
    assertThat(column("SELECT x FROM " + values + " ORDER BY x"))
        .isEqualTo(Arrays.asList(null, nan, low, 1.0));
    assertThat(column("SELECT x FROM " + values + " ORDER BY x DESC"))
        .isEqualTo(Arrays.asList(1.0, low, nan, null));
    assertThat(column("SELECT x FROM " + values + " ORDER BY x NULLS LAST"))
        .isEqualTo(Arrays.asList(nan, low, 1.0, null));
  }

  @Test
  void nan_equals_nothing_but_groups_with_itself() throws SQLException {
    String nan = "CAST('nan' AS FLOAT64)";
    assertThat(value(nan + " = " + nan)).isEqualTo(false);
    assertThat(value(nan + " > 1.0")).isEqualTo(false);
    assertThat(value(nan + " IN (" + nan + ", 1.0)")).isEqualTo(false);
    assertThat(value(nan + " IN (SELECT " + nan + ")")).isEqualTo(false);
    assertThat(value("NOT (" + nan + " < 1.0)")).isEqualTo(true);
    assertThat(value("COUNT(DISTINCT x) FROM UNNEST([" + nan + ", " + nan + "]) AS x"))
        .isEqualTo(1L);
    assertThat(value("MIN(x) FROM UNNEST([1.0, " + nan + "]) AS x")).isEqualTo(Double.NaN);
    assertThat(value("MAX(x) FROM UNNEST([1.0, " + nan + "]) AS x")).isEqualTo(Double.NaN);
  }

  @Test
  void division_by_zero_is_an_error() throws SQLException {
    fails("1 / 0", "division by zero: 1 / 0");
    fails("DIV(1, 0)", "division by zero");
    fails("MOD(1, 0)", "division by zero");
    fails("NUMERIC '1' / 0", "division by zero");
    assertThat(value("SAFE_DIVIDE(1, 0)")).isNull();
    assertThat(value("IEEE_DIVIDE(1, 0)")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(value("CAST(NULL AS INT64) / 0")).isNull();
    assertThat(value("7 / 2")).isEqualTo(3.5);
    assertThat(value("DIV(-7, 2)")).isEqualTo(-3L);
    assertThat(value("MOD(-7, 2)")).isEqualTo(-1L);
  }

  @Test
  void null_among_the_arguments_is_null() throws SQLException {
    assertThat(value("GREATEST(1, NULL, 2)")).isNull();
    assertThat(value("LEAST(1.5, NULL)")).isNull();
    assertThat(value("CONCAT('a', NULL)")).isNull();
    assertThat(value("ARRAY_LENGTH(CAST(NULL AS ARRAY<INT64>))")).isNull();
    assertThat(value("LEFT('abc', NULL)")).isNull();
    assertThat(value("SUBSTR('abc', 1, NULL)")).isNull();
  }

  @Test
  void casts_round_half_away_from_zero() throws SQLException {
    assertThat(value("CAST(2.5 AS INT64)")).isEqualTo(3L);
    assertThat(value("CAST(-2.5 AS INT64)")).isEqualTo(-3L);
    assertThat(value("CAST(0.5 AS INT64)")).isEqualTo(1L);
    assertThat(value("CAST(NUMERIC '-1.5' AS INT64)")).isEqualTo(-2L);
    assertThat(value("CAST(0.1 AS NUMERIC)")).isEqualTo(numeric("0.1"));
    assertThat(value("CAST('0.0000000005' AS NUMERIC)")).isEqualTo(numeric("0.000000001"));
    fails("CAST(1e19 AS INT64)", "1e+19");
    assertThat(value("SAFE_CAST('1.5' AS INT64)")).isNull();
    assertThat(value("CAST(' 0x1F ' AS INT64)")).isEqualTo(31L);
    fails("CAST('1_000' AS INT64)", "Bad int64 value");
  }

  @Test
  void numeric_has_nine_digits_and_an_end() throws SQLException {
    assertThat(value("NUMERIC '1' / 3")).isEqualTo(numeric("0.333333333"));
    assertThat(value("NUMERIC '2' / 3")).isEqualTo(numeric("0.666666667"));
    assertThat(value("NUMERIC '0.00005' * NUMERIC '0.00001'")).isEqualTo(numeric("0.000000001"));
    assertThat(value("NUMERIC '99999999999999' * NUMERIC '99999999999999'"))
        .isEqualTo(numeric("9999999999999800000000000001"));
    fails("NUMERIC '99999999999999999999999999999' * 10", "numeric overflow");
    fails("NUMERIC '99999999999999999999999999999' + 1", "verflow");
    assertThat(value("AVG(x) FROM UNNEST([NUMERIC '1', 1, 2]) AS x"))
        .isEqualTo(numeric("1.333333333"));
    fails("SUM(x) FROM UNNEST([NUMERIC '6e28', NUMERIC '6e28']) AS x", "verflow");
  }

  @Test
  void integers_overflow_with_an_error() throws SQLException {
    fails("9223372036854775807 + 1", "verflow");
    fails("SUM(x) FROM UNNEST([9223372036854775807, 1]) AS x", "out of range");
    fails("ABS(-9223372036854775808)", "verflow");
    assertThat(value("SAFE_ADD(9223372036854775807, 1)")).isNull();
  }

  @Test
  void floats_round_by_their_exact_value_and_do_not_overflow() throws SQLException {
    assertThat(value("ROUND(2.675, 2)")).isEqualTo(2.67);
    assertThat(value("ROUND(-2.5)")).isEqualTo(-3.0);
    fails("EXP(1000)", "Floating point error");
    fails("1e308 * 10", "double overflow");
    fails("SQRT(-1)", "SQRT");
    fails("LN(0)", "Floating point error");
    assertThat(value("LOG(8, 2)")).isEqualTo(3.0);
    assertThat(value("SAFE.LN(0)")).isNull();
  }

  @Test
  void floats_as_text_are_as_short_as_can_be() throws SQLException {
    assertThat(value("CAST(1.0 AS STRING)")).isEqualTo("1");
    assertThat(value("CAST(0.1 + 0.2 AS STRING)")).isEqualTo("0.30000000000000004");
    assertThat(value("CAST(1e20 AS STRING)")).isEqualTo("1e+20");
    assertThat(value("CAST(1e-7 AS STRING)")).isEqualTo("1e-07");
    assertThat(value("CAST(CAST('-inf' AS FLOAT64) AS STRING)")).isEqualTo("-inf");
    assertThat(value("CAST(NUMERIC '1.500' AS STRING)")).isEqualTo("1.5");
  }

  @Test
  void texts_are_cut_as_bigquery_cuts() throws SQLException {
    assertThat(value("SUBSTR('abc', 0, 2)")).isEqualTo("ab");
    assertThat(value("SUBSTR('abc', -2)")).isEqualTo("bc");
    assertThat(value("SUBSTR('abc', -5, 4)")).isEqualTo("abc");
    fails("LEFT('abc', -1)", "negative");
    assertThat(value("SPLIT('')")).isEqualTo(List.of(""));
    assertThat(value("SPLIT('ab', '')")).isEqualTo(List.of("a", "b"));
    assertThat(value("UPPER('straße')")).isEqualTo("STRASSE");
    assertThat(value("TRIM('\\t a\\u00a0')")).isEqualTo("a");
    assertThat(value("'a%' LIKE 'a\\\\%'")).isEqualTo(true);
    assertThat(value("'ab' LIKE 'a\\\\%'")).isEqualTo(false);
  }

  @Test
  void regular_expressions_that_find_nothing_give_null() throws SQLException {
    assertThat(value("REGEXP_EXTRACT('abc', r'x')")).isNull();
    assertThat(value("REGEXP_EXTRACT('abc', r'b(.)')")).isEqualTo("c");
    assertThat(value("REGEXP_REPLACE('aab', r'a', r'<\\0>')")).isEqualTo("<a><a>b");
    assertThat(value("REGEXP_EXTRACT('abc', r'(x)?b')")).isNull();
    assertThat(value("REGEXP_REPLACE('abc', r'x*', '-')")).isEqualTo("-a-b-c-");
    assertThat(value("REGEXP_EXTRACT_ALL('abc', r'x*')")).isEqualTo(List.of("", "", ""));
    assertThat(value("REGEXP_EXTRACT_ALL('a,b', r'a(b)?')")).isEqualTo(List.of(""));
    assertThat(value("REGEXP_CONTAINS('a', s) FROM UNNEST(['a']) AS s")).isEqualTo(true);
    assertThat(value("REGEXP_EXTRACT('abcabd', r'ab(.)', 1, 2)")).isEqualTo("d");
  }

  @Test
  void weeks_begin_on_sunday() throws SQLException {
    assertThat(value("EXTRACT(DAYOFWEEK FROM DATE '2024-01-07')")).isEqualTo(1L);
    assertThat(value("EXTRACT(WEEK FROM DATE '2024-01-06')")).isEqualTo(0L);
    assertThat(value("EXTRACT(ISOWEEK FROM DATE '2024-01-07')")).isEqualTo(1L);
    assertThat(value("CAST(DATE_TRUNC(DATE '2024-01-03', WEEK) AS STRING)"))
        .isEqualTo("2023-12-31");
    assertThat(value("DATE_DIFF(DATE '2024-01-07', DATE '2024-01-06', WEEK)")).isEqualTo(1L);
    assertThat(value("CAST(DATE_ADD(DATE '2024-01-31', INTERVAL 1 MONTH) AS STRING)"))
        .isEqualTo("2024-02-29");
    fails("DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY)", "Date overflow");
  }

  @Test
  void timestamps_differ_by_whole_parts_and_datetimes_by_boundaries() throws SQLException {
    String late = "'2024-01-02 00:00:00'";
    String early = "'2024-01-01 23:59:59'";
    assertThat(value("TIMESTAMP_DIFF(TIMESTAMP " + late + ", TIMESTAMP " + early + ", HOUR)"))
        .isEqualTo(0L);
    assertThat(value("TIMESTAMP_DIFF(TIMESTAMP " + early + ", TIMESTAMP " + late + ", MINUTE)"))
        .isEqualTo(0L);
    assertThat(value("DATETIME_DIFF(DATETIME " + late + ", DATETIME " + early + ", HOUR)"))
        .isEqualTo(1L);
    assertThat(value("CAST(DATE(TIMESTAMP '2024-01-01 23:30:00+00', 'Europe/Paris') AS STRING)"))
        .isEqualTo("2024-01-02");
  }

  @Test
  void arrays_end_where_they_end() throws SQLException {
    fails("[1, 2][OFFSET(2)]", "out of bounds");
    fails("[1, 2][ORDINAL(0)]", "out of bounds");
    assertThat(value("[1, 2][SAFE_OFFSET(2)]")).isNull();
    assertThat(value("[1, 2][SAFE_OFFSET(-1)]")).isNull();
    assertThat(value("ARRAY(SELECT x FROM UNNEST(CAST([] AS ARRAY<INT64>)) AS x)"))
        .isEqualTo(List.of());
    assertThat(value("ARRAY_AGG(x) IS NULL FROM UNNEST(CAST([] AS ARRAY<INT64>)) AS x"))
        .isEqualTo(true);
    fails("[1, NULL]", "Array cannot have a null element");
    assertThat(value("ARRAY_CONCAT([1], CAST(NULL AS ARRAY<INT64>)) IS NULL")).isEqualTo(true);
    fails("GENERATE_ARRAY(1, 3, 0)", "step cannot be 0");
  }

  @Test
  void no_row_takes_the_branch_so_its_error_stays_away() throws SQLException {
    assertThat(value("IF(true, 1, DIV(1, 0))")).isEqualTo(1L);
    assertThat(value("CASE WHEN true THEN 1 WHEN 1 / 0 > 1 THEN 2 END")).isEqualTo(1L);
    assertThat(value("COALESCE(1, CAST('x' AS INT64))")).isEqualTo(1L);
    assertThat(
            column(
                "SELECT IF(x = 1, 1, IF(CAST('a' AS INT64) = x, 2, 3)) FROM UNNEST([1, 1]) AS x"))
        .isEqualTo(List.of(1L, 1L));
    assertThat(column("SELECT IF(x = 0, 0, DIV(6, x)) FROM UNNEST([0, 2]) AS x ORDER BY x"))
        .isEqualTo(List.of(0L, 3L));
    fails("IF(false, 1, DIV(1, 0))", "division by zero");
  }

  @Test
  void safe_forgives_the_function_not_its_arguments() throws SQLException {
    assertThat(value("SAFE.SUBSTR('abc', 1, -1)")).isNull();
    fails("SAFE.SUBSTR(CAST(DIV(1, 0) AS STRING), 1)", "division by zero");
    assertThat(column("SELECT SAFE_CAST(s AS INT64) FROM UNNEST(['1', 'x']) AS s ORDER BY s"))
        .isEqualTo(Arrays.asList(1L, null));
  }

  @Test
  void three_valued_logic_reaches_into_in() throws SQLException {
    assertThat(value("1 IN (2, NULL)")).isNull();
    assertThat(value("1 NOT IN (SELECT x FROM UNNEST([2, NULL]) AS x)")).isNull();
    assertThat(value("NULL IN UNNEST(CAST([] AS ARRAY<INT64>))")).isEqualTo(false);
    assertThat(value("1 IN UNNEST([2, NULL])")).isNull();
  }

  @Test
  void structs_are_looked_for_field_by_field() throws SQLException {
    assertThat(value("(1, 2) IN (SELECT (1, 2))")).isEqualTo(true);
    assertThat(value("(1, 3) IN (SELECT (1, 2))")).isEqualTo(false);
    assertThat(value("(1, CAST(NULL AS INT64)) IN (SELECT (1, 2))")).isNull();
    assertThat(value("(3, CAST(NULL AS INT64)) NOT IN (SELECT (1, 2))")).isEqualTo(true);
    assertThat(value("(1, 2) IN (SELECT (1, x) FROM UNNEST([NULL, 2]) AS x)")).isEqualTo(true);
    assertThat(value("(1, 3) IN (SELECT (1, x) FROM UNNEST([NULL, 2]) AS x)")).isNull();
    assertThat(value("(1, 2) IN (SELECT (1, 2) FROM UNNEST([1]) AS x WHERE x > 1)"))
        .isEqualTo(false);
    assertThat(
            column(
                "SELECT y FROM UNNEST([1, 2]) AS y WHERE (y, 'a') IN (SELECT (x, 'a') FROM UNNEST([2, 3]) AS x)"))
        .isEqualTo(List.of(2L));
  }

  @Test
  void structs_keep_doubled_and_missing_names() throws SQLException {
    assertThat(value("STRUCT(1 AS a, 2 AS A)")).isEqualTo(Map.of("_field_1", 1L, "_field_2", 2L));
    assertThat(value("STRUCT(1, 'x')")).isEqualTo(Map.of("_field_1", 1L, "_field_2", "x"));
    assertThat(value("CAST(STRUCT(1, 2) AS STRUCT<x STRING, y FLOAT64>).y")).isEqualTo(2.0);
    assertThat(value("STRUCT(1, 2) = STRUCT(1, 2)")).isEqualTo(true);
    assertThat(value("STRUCT(1, CAST(NULL AS INT64)) = STRUCT(1, 2)")).isNull();
    assertThat(value("STRUCT(2, CAST(NULL AS INT64)) = STRUCT(1, 2)")).isEqualTo(false);
  }

  @Test
  void modifiers_are_honoured_or_refused() throws SQLException {
    warehouse.create("v", List.of(Column.of("k", SqlType.INT64), Column.of("s", SqlType.STRING)));
    warehouse.insert("v", "", "SELECT 1, 'a' UNION ALL SELECT 2, NULL UNION ALL SELECT 3, 'b'");
    assertThat(value("ARRAY_AGG(s IGNORE NULLS ORDER BY k DESC LIMIT 1) FROM v"))
        .isEqualTo(List.of("b"));
    assertThat(value("ANY_VALUE(s HAVING MAX k) FROM v")).isEqualTo("b");
    assertThat(value("STRING_AGG(DISTINCT s, '+' ORDER BY s DESC) FROM v")).isEqualTo("b+a");
    refused("SELECT * FROM v TABLESAMPLE SYSTEM (10 PERCENT)", "TABLESAMPLE");
    refused("SELECT * FROM v FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()", "FOR SYSTEM_TIME");
  }

  @Test
  void credits_joined_to_their_rows_would_repeat_the_cost() throws SQLException {
    warehouse.create(
        "bills",
        List.of(
            Column.of("cost", SqlType.NUMERIC),
            Column.repeatedStruct("credits", Column.of("amount", SqlType.NUMERIC))));
    warehouse.insert(
        "bills",
        "",
        "SELECT NUMERIC '10', [STRUCT(NUMERIC '-1' AS amount), STRUCT(NUMERIC '-2')]"
            + " UNION ALL SELECT NUMERIC '5', CAST([] AS ARRAY<STRUCT<amount NUMERIC>>)");
    assertThat(
            value(
                "SUM(cost + IFNULL((SELECT SUM(c.amount) FROM UNNEST(credits) AS c), 0))"
                    + " FROM bills"))
        .isEqualTo(numeric("12"));
    assertThat(value("SUM(cost) FROM bills, UNNEST(credits)")).isEqualTo(numeric("2E+1"));
    assertThat(value("COUNT(*) FROM bills LEFT JOIN UNNEST(credits)")).isEqualTo(3L);
  }

  @Test
  void a_value_of_json_is_a_scalar_or_null() throws SQLException {
    String json = "'{\"a\": {\"b\": 1.50}, \"c\": null, \"d\": [1], \"e\": true}'";
    assertThat(value("JSON_VALUE(" + json + ", '$.a')")).isNull();
    assertThat(value("JSON_VALUE(" + json + ", '$.a.b')")).isEqualTo("1.50");
    assertThat(value("JSON_VALUE(PARSE_JSON(" + json + "), '$.a.b')")).isEqualTo("1.5");
    assertThat(value("JSON_VALUE(" + json + ", '$.c')")).isNull();
    assertThat(value("JSON_QUERY(" + json + ", '$.c')")).isNull();
    assertThat(value("JSON_QUERY(PARSE_JSON(" + json + "), '$.c') IS NULL")).isEqualTo(false);
    assertThat(value("JSON_VALUE(" + json + ", '$.e')")).isEqualTo("true");
    assertThat(value("JSON_QUERY(" + json + ", '$.d')")).isEqualTo("[1]");
    assertThat(value("JSON_VALUE_ARRAY(" + json + ", '$.d')")).isEqualTo(List.of("1"));
    assertThat(value("JSON_QUERY_ARRAY(" + json + ", '$.a') IS NULL")).isEqualTo(true);
    fails("JSON_VALUE(" + json + ", 'a')", "JSONPath must start with '$'");
    fails("INT64(JSON '1.5')", "cannot be converted to an int64");
    assertThat(value("LAX_INT64(JSON '\"x\"')")).isNull();
    assertThat(value("TO_JSON_STRING(STRUCT(9007199254740993 AS b, 1.0 AS a))"))
        .isEqualTo("{\"b\":\"9007199254740993\",\"a\":1}");
    assertThat(value("TO_JSON(STRUCT(1 AS b, 'x' AS a))")).isEqualTo("{\"a\":\"x\",\"b\":1}");
  }

  @Test
  void an_error_that_is_forgiven_in_one_place_is_not_raised_by_another() throws SQLException {
    String zeros = " FROM UNNEST([0]) AS x";
    assertThat(
            warehouse.rows(
                "SELECT SAFE.DIV(1, x), IF(x = 0, 5, DIV(1, x)), IFERROR(DIV(1, x), 7)" + zeros))
        .isEqualTo(List.of(Arrays.asList(null, 5L, 7L)));
    assertThat(
            warehouse.rows(
                "SELECT SAFE_CAST(s AS INT64), IF(s = 'a', 0, CAST(s AS INT64) + 1)"
                    + " FROM UNNEST(['a']) AS s"))
        .isEqualTo(List.of(Arrays.asList(null, 0L)));
    assertThat(value("ISERROR(DIV(1, x))" + zeros)).isEqualTo(true);
  }

  @Test
  void long_chains_are_compiled_and_run() throws Exception {
    String[] terms = new String[500];
    Arrays.fill(terms, "x");
    String sum = String.join(" + ", terms);
    String product = "1e308 * " + String.join(" * ", terms);
    var cases = new StringBuilder("0");
    for (int i = 0; i < 490; i++)
      cases.insert(0, "CASE WHEN x = " + i + " THEN " + i * 2 + " ELSE ").append(" END");
    var chains =
        new FutureTask<>(
            () -> {
              assertThat(value(sum + " FROM UNNEST([1]) AS x")).isEqualTo(500L);
              assertThat(value(sum + " FROM UNNEST([1.5]) AS x")).isEqualTo(750.0);
              assertThat(value(sum + " FROM UNNEST([NUMERIC '1.5']) AS x"))
                  .isEqualTo(numeric("7.5E+2"));
              assertThat(
                      value("LENGTH(" + String.join(" || ", terms) + ") FROM UNNEST(['ab']) AS x"))
                  .isEqualTo(1000L);
              assertThat(value(cases + " FROM UNNEST([7]) AS x")).isEqualTo(14L);
              fails(product + " FROM UNNEST([1.5]) AS x", "double overflow");
              return true;
            });
    // As the warehouse's own threads have it.
    var thread = new Thread(null, chains, "chains", 32L << 20);
    thread.start();
    assertThat(chains.get()).isTrue();
  }

  @Test
  void intervals_keep_months_days_and_time_apart() throws SQLException {
    assertThat(value("INTERVAL '1-2 3 -4:5:6.789' YEAR TO SECOND")).isEqualTo("1-2 3 -4:5:6.789");
    assertThat(value("INTERVAL 30 DAY = INTERVAL 1 MONTH")).isEqualTo(true);
    assertThat(value("INTERVAL 1 MONTH / 7")).isEqualTo("0-0 4 6:51:25.714285");
    assertThat(value("JUSTIFY_INTERVAL(INTERVAL 1000 HOUR)")).isEqualTo("0-1 11 16:0:0");
    assertThat(value("CAST(DATE '2024-01-31' + INTERVAL 1 MONTH AS STRING)"))
        .isEqualTo("2024-02-29 00:00:00");
    fails("TIMESTAMP '2024-01-31 00:00:00+00' + INTERVAL 1 MONTH", "non-zero MONTH or YEAR part");
  }

  @Test
  void format_writes_as_bigquery_does() throws SQLException {
    assertThat(value("FORMAT('%05d|%\\'d|%x', 42, 1234567, 255)")).isEqualTo("00042|1,234,567|ff");
    assertThat(value("FORMAT('%.2f %g %e', 2.675, 1e10, 0.0)"))
        .isEqualTo("2.67 1e+10 0.000000e+00");
    assertThat(value("FORMAT('%t %T', ['a'], STRUCT(1, 'b'))")).isEqualTo("[a] (1, \"b\")");
    assertThat(value("FORMAT('%d', CAST(NULL AS INT64))")).isNull();
    assertThat(value("FORMAT('%t', CAST(NULL AS INT64))")).isEqualTo("NULL");
  }

  @Test
  void a_collation_counts_where_it_stands_or_is_refused() throws SQLException {
    assertThat(value("COLLATE('Apple', 'und:ci') = 'aPPLE'")).isEqualTo(true);
    assertThat(value("'b' IN (COLLATE('B', 'und:ci'), 'c')")).isEqualTo(true);
    assertThat(value("COLLATE('Apple', '') = 'apple'")).isEqualTo(false);
    refused("SELECT COLLATE(x, 'und:ci') FROM UNNEST(['a']) AS x", "COLLATE");
    refused("SELECT COLLATE(x, 'und:ci') < 'b' FROM UNNEST(['a']) AS x", "COLLATE");
  }

  @Test
  void a_sum_of_floats_overflows_with_an_error() throws SQLException {
    fails("SUM(x) FROM UNNEST([1e308, 1e308]) AS x", "double overflow");
    assertThat(value("SUM(x) FROM UNNEST([1.0, CAST('inf' AS FLOAT64)]) AS x"))
        .isEqualTo(Double.POSITIVE_INFINITY);
    String rows = "SUM(x) FROM UNNEST([1e308, 1e308, CAST('%s' AS FLOAT64), 1e308]) AS x";
    assertThat(value(rows.formatted("inf"))).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(value(rows.formatted("nan"))).isEqualTo(Double.NaN);
    fails("SUM(x) FROM UNNEST([-1e308, -1e308, NULL]) AS x", "double overflow");
    fails("SUM(x) OVER () FROM UNNEST([1e308, 1e308]) AS x", "double overflow");
    assertThat(value("SUM(x) FROM UNNEST([CAST(NULL AS FLOAT64)]) AS x")).isNull();
    assertThat(value("SUM(DISTINCT x) FROM UNNEST([1e308, 1e308]) AS x")).isEqualTo(1e308);
    fails("DATE(TIMESTAMP '9999-12-31 23:00:00+00', 'Asia/Kolkata')", "Invalid date");
  }

  @Test
  void safe_arithmetic_forgives_itself_and_no_argument() throws SQLException {
    assertThat(value("SAFE_DIVIDE(1.0, 0)")).isNull();
    fails("SAFE_ADD([1][ORDINAL(3)], 1)", "out of bounds");
    assertThat(value("SAFE_MULTIPLY((SELECT MAX(x) FROM UNNEST([2, 3]) AS x), 4)")).isEqualTo(12L);
    assertThat(value("SAFE_ADD((SELECT x FROM UNNEST([5, 6]) AS x ORDER BY x DESC LIMIT 1), 1.5)"))
        .isEqualTo(7.5);
  }

  @Test
  void a_wide_number_is_a_string_to_safe_to_json() throws SQLException {
    assertThat(value("TO_JSON_STRING(SAFE_TO_JSON(9007199254740993))"))
        .isEqualTo("\"9007199254740993\"");
    assertThat(value("TO_JSON_STRING(SAFE_TO_JSON([STRUCT(9007199254740992 AS y)]))"))
        .isEqualTo("[{\"y\":9007199254740992}]");
  }

  @Test
  void a_sum_with_null_is_null_and_no_overflow() throws SQLException {
    assertThat(column("SELECT x + 1.5 FROM UNNEST([CAST(NULL AS FLOAT64), 1.0]) AS x ORDER BY x"))
        .isEqualTo(Arrays.asList(null, 2.5));
    assertThat(column("SELECT CAST(x AS FLOAT64) * 2.0 FROM UNNEST([CAST(NULL AS INT64)]) AS x"))
        .isEqualTo(Arrays.asList((Object) null));
  }

  @Test
  void what_joins_an_array_may_come_from_a_row() throws SQLException {
    assertThat(
            column("SELECT ARRAY_TO_STRING(['a', 'b'], d) FROM UNNEST(['-', '+']) AS d ORDER BY d"))
        .isEqualTo(List.of("a+b", "a-b"));
    assertThat(
            value(
                "ARRAY_TO_STRING(['a', NULL], (SELECT d FROM UNNEST(['-', '+']) AS d ORDER BY d"
                    + " LIMIT 1), 'x')"))
        .isEqualTo("a+x");
    assertThat(value("ARRAY_TO_STRING(CAST([] AS ARRAY<STRING>), '-')")).isEqualTo("");
  }

  @Test
  void one_value_has_no_spread_and_one_pair_no_correlation() throws SQLException {
    String one = " FROM UNNEST([1.5]) AS x";
    assertThat(value("CORR(x, x)" + one)).isNull();
    assertThat(value("STDDEV_SAMP(CAST('nan' AS FLOAT64))" + one)).isNull();
    assertThat(value("VAR_POP(x)" + one)).isEqualTo(0.0);
    assertThat(value("STDDEV_SAMP(x) FROM UNNEST([1.0, CAST('nan' AS FLOAT64)]) AS x"))
        .isEqualTo(Double.NaN);
  }

  @Test
  void no_rows_make_no_grouping_sets() throws SQLException {
    String none = " FROM UNNEST(CAST([] AS ARRAY<INT64>)) AS x";
    assertThat(column("SELECT COUNT(*)" + none + " GROUP BY ROLLUP(x)")).isEmpty();
    assertThat(column("SELECT COUNT(*)" + none)).isEqualTo(List.of(0L));
  }

  @Test
  void numbers_too_great_for_a_date_are_its_overflow_and_nothing_without_it() throws SQLException {
    fails("DATE_ADD(DATE '2024-01-01', INTERVAL 5000000000 DAY)", "Date overflow");
    fails("DATE_ADD(DATE '2024-01-01', INTERVAL 9223372036854775807 YEAR)", "Date overflow");
    fails("TIMESTAMP_ADD(TIMESTAMP '2024-01-01', INTERVAL 9223372036854775807 DAY)", "");
    assertThat(
            column(
                "SELECT DATE_ADD(d, INTERVAL 9223372036854775807 YEAR)"
                    + " FROM (SELECT CAST(NULL AS DATE) AS d)"))
        .isEqualTo(Arrays.asList((Object) null));
    assertThat(value("RIGHT('abc', 2)")).isEqualTo("bc");
    fails("RIGHT(s, -9223372036854775808) FROM UNNEST(['abc']) AS s", "negative");
  }

  @Test
  void local_times_end_where_the_years_end() throws SQLException {
    fails("DATETIME(TIMESTAMP '9999-12-31 23:59:59', 'Asia/Kolkata')", "Invalid");
    fails("DATE(TIMESTAMP '0001-01-01 00:00:00', 'America/New_York')", "Invalid");
    assertThat(value("CAST(DATE(CONCAT('2024-10-27 23:30:00-05', '')) AS STRING)"))
        .isEqualTo("2024-10-28");
  }

  @Test
  void initcap_leaves_what_ends_a_word() throws SQLException {
    assertThat(value("INITCAP(\"a'b=c d\\u00a0e-f\")")).isEqualTo("A'b=c D\u00a0E-F");
    assertThat(value("INITCAP('abca', 'a')")).isEqualTo("aBca");
  }

  @Test
  void each_byte_that_is_no_text_is_one_mark() throws SQLException {
    assertThat(value("SAFE_CONVERT_BYTES_TO_STRING(FROM_HEX('fee6ae2fc3a9'))"))
        .isEqualTo("\uFFFD\uFFFD\uFFFD/é");
    assertThat(value("CAST(-1.0 * 0.0 AS STRING)")).isEqualTo("0");
  }
}
