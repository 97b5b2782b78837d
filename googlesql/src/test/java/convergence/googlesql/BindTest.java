package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.BoundSql.Parameter;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Variable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindTest {
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(new ZetaSql());
  private static final String PATTERN =
      "REPLACE(REPLACE(REPLACE(@p_x, '\\\\', '\\\\\\\\'), '%', '\\\\%'), '_', '\\\\_')";
  private static final Map<String, Variable> VARIABLES =
      Map.of(
          "x", new Variable(SqlValue.of("it's"), "name_x"),
          "date", new Variable(SqlValue.of(LocalDate.of(2024, 1, 31)), "d20240131"),
          "n", new Variable(SqlValue.of(7), "n7"),
          "money", new Variable(SqlValue.of(new BigDecimal("1.50")), "m"),
          "project", new Variable(SqlValue.of("my-project"), "my-project"),
          "ds", new Variable(SqlValue.of("acme"), "acme"),
          "hostile", new Variable(SqlValue.of("x"), "t; DROP TABLE u"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        // a value where a value stands
        "SELECT {x}, {n} + 1, f({date}) | SELECT @p_x, @p_n + 1, f(@p_date)",
        "SELECT a FROM t LIMIT {n} | SELECT a FROM t LIMIT @p_n",
        "SELECT ({x}) | SELECT (@p_x)",
        // a literal
        "SELECT '{x}' | SELECT @p_x",
        "SELECT \"{x}\" | SELECT @p_x",
        "SELECT '''{x}''' | SELECT @p_x",
        "SELECT r'{x}' | SELECT @p_x",
        "SELECT '{date}' | SELECT @s_date",
        "SELECT b'{x}' | SELECT CAST(@p_x AS BYTES)",
        "SELECT 'a{x}' | SELECT CONCAT('a', @p_x)",
        "SELECT '{x}{date}' | SELECT CONCAT(@p_x, @s_date)",
        "SELECT r'\\d{x}\\w' | SELECT CONCAT('\\\\d', @p_x, '\\\\w')",
        "SELECT 'it\\'s {x}\\n' | SELECT CONCAT('it\\'s ', @p_x, '\\n')",
        "SELECT 'a' '{x}' 'c' | SELECT CONCAT('a', @p_x, 'c')",
        "SELECT DATE '{date}' | SELECT @p_date",
        "SELECT DATE '{x}' | SELECT CAST(@p_x AS DATE)",
        "SELECT TIMESTAMP '{date} 00:00:00' | SELECT CAST(CONCAT(@s_date, ' 00:00:00') AS TIMESTAMP)",
        "SELECT NUMERIC '{money}' | SELECT @p_money",
        "SELECT NUMERIC '{n}' | SELECT CAST(@s_n AS NUMERIC)",
        "SELECT INTERVAL '{n}' DAY, INTERVAL {n} DAY | SELECT INTERVAL @p_n DAY, INTERVAL @p_n DAY",
        "SELECT INTERVAL '{x}' DAY | SELECT INTERVAL CAST(@p_x AS INT64) DAY",
        // names
        "SELECT 1 FROM {ds}.orders | SELECT 1 FROM `acme`.orders",
        "SELECT 1 FROM `{ds}.orders` | SELECT 1 FROM `acme.orders`",
        "SELECT 1 FROM {project}.{ds}.{x} | SELECT 1 FROM `my-project`.`acme`.`name_x`",
        "SELECT 1 FROM `{project}.{ds}.t` | SELECT 1 FROM `my-project.acme.t`",
        "SELECT 1 FROM my-{x}.{ds}.t | SELECT 1 FROM `my-name_x`.`acme`.t",
        "SELECT 1 FROM orders_{date} | SELECT 1 FROM `orders_d20240131`",
        "SELECT t.{x}, f(1) AS {x} | SELECT t.`name_x`, f(1) AS `name_x`",
        "INSERT INTO {ds}.{x} (a) VALUES ({x}) | INSERT INTO `acme`.`name_x` (a) VALUES (@p_x)",
        "DELETE FROM {x} WHERE a = {x} | DELETE FROM `name_x` WHERE a = @p_x",
        // comments and braces
        "SELECT 1 /* {nope} {x} */ | SELECT 1 /* {nope} {x} */",
        "SELECT '{{x}}', '{X}', '{ x }' | SELECT '{x}', '{X}', '{ x }'",
        // scripts
        "BEGIN SELECT {x}; SELECT '{n}'; END | BEGIN SELECT @p_x; SELECT @s_n; END",
      })
  void a_hole_is_filled_by_where_it_stands(String template, String bound) {
    assertThat(SQL.bind(template, VARIABLES).text()).isEqualTo(bound);
  }

  @Test
  void the_characters_of_a_value_in_a_quoted_pattern_stand_for_themselves() {
    assertThat(SQL.bind("SELECT a LIKE '{x}%'", VARIABLES).text())
        .isEqualTo("SELECT a LIKE CONCAT(" + PATTERN + ", '%')");
    assertThat(SQL.bind("SELECT a NOT LIKE '{x}'", VARIABLES).text())
        .isEqualTo("SELECT a NOT LIKE " + PATTERN);
    assertThat(SQL.bind("SELECT a LIKE ANY ('b%', '%{x}')", VARIABLES).text())
        .isEqualTo("SELECT a LIKE ANY ('b%', CONCAT('%', " + PATTERN + "))");
    assertThat(SQL.bind("SELECT a LIKE {x}", VARIABLES).text()).isEqualTo("SELECT a LIKE @p_x");
  }

  @Test
  void a_parameter_is_named_once_for_each_type() {
    assertThat(
            SQL.bind("SELECT {date}, '{date}', {date}, 'a{date}', {x}, '{x}'", VARIABLES)
                .parameters())
        .containsExactly(
            new Parameter("p_date", SqlType.DATE, "date"),
            new Parameter("s_date", SqlType.STRING, "date"),
            new Parameter("p_x", SqlType.STRING, "x"));
  }

  @Test
  void a_literal_over_several_lines_keeps_the_lines_after_it_where_they_are() {
    var bound = SQL.bind("SELECT '''a\nb{x}\n''',\n  nope", VARIABLES).text();
    assertThat(bound.lines()).hasSize(4);
    assertThat(bound.lines().toList().getLast()).isEqualTo("  nope");
  }

  @Test
  void a_view_is_stored_so_values_stand_in_it_as_literals() {
    assertThat(
            SQL.bind(
                    "CREATE VIEW {ds}.v AS SELECT {x}, '{x}', {n}, DATE '{date}', 'a' LIKE '{x}_%'",
                    VARIABLES)
                .text())
        .isEqualTo(
            "CREATE VIEW `acme`.v AS SELECT 'it\\'s', 'it\\'s', CAST('7' AS INT64), DATE '2024-01-31',"
                + " 'a' LIKE 'it\\'s_%'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "SELECT\\n {nope}|unknown_variable|2|2|unknown variable {nope}",
        "SELECT 'ä', '{nope}'|unknown_variable|1|14|unknown variable {nope}",
        "SELECT 1 FROM {hostile}|unsafe_binding|1|15|{hostile} stands for a name",
        "SELECT 1 FROM `{ds}.a_{hostile}`|unsafe_binding|1|23|{hostile} stands for a name",
        "SELECT 1 FROM {project}.t|unsafe_binding|1|15|{project} stands for a name",
        "SELECT {x}.a FROM {project}|unsafe_binding|1|19|{project} stands for a name",
        "SELECT @{x}|unsafe_binding|1|9|{x} must stand without @",
        "SELECT @p_x, {x}|unsupported|1|8|@p_x has no value",
        "SELECT ?|unsupported|1|8|? has no value",
        "SELECT @@{x}|unsafe_binding|1|10|{x} cannot be part",
        "SELECT JSON '{{\"a\": \"{x}\"}}'|unsafe_binding|1|22|{x} cannot stand in a JSON literal",
        "SELECT a FROM t ORDER BY a, {x} DESC|unsafe_binding|1|29|{x} is a value, and ORDER BY",
        "SELECT a FROM t GROUP BY '{x}'|unsafe_binding|1|27|{x} is a value, and GROUP BY",
        "SELECT INTERVAL '1-{n}' YEAR TO MONTH|unsafe_binding|1|20|several parts",
        "SELECT b'a{x}'|unsafe_binding|1|11|{x} must stand alone",
        "EXECUTE IMMEDIATE 'SELECT {x}'|unsafe_binding|1|27|{x} cannot stand in EXECUTE IMMEDIATE",
        "CREATE FUNCTION f() RETURNS INT64 LANGUAGE js AS '{x}'|unsafe_binding|1|51|{x} cannot stand in CREATE FUNCTION",
        "SELECT '\\u00{x}'|syntax|1|9|Syntax error: Illegal escape sequence",
        "SELECT '{x}' FROM FROM t|syntax|1|19|Syntax error: Unexpected keyword FROM",
        "SELECT 1{x}|syntax|1|9|Syntax error",
        "SELECT \\0|syntax|1|8|NUL",
      })
  void what_cannot_be_bound_is_refused_with_its_place(
      String template, String code, int line, int column, String message) {
    String text = template.replace("\\n", "\n").replace("\\0", "\0");
    assertThatThrownBy(() -> SQL.bind(text, VARIABLES))
        .isInstanceOfSatisfying(
            SqlFault.class,
            fault -> {
              assertThat(fault).hasMessageContaining(message);
              assertThat(fault.code()).isEqualTo(code);
              assertThat(fault.line() + ":" + fault.column()).isEqualTo(line + ":" + column);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{{",
        "'{x'",
        "'{x}",
        "{x",
        "-- {x}",
        "/* {x}",
        "`{x}",
        "SELECT {x} {x} {x}"
      })
  void odd_text_is_bound_or_refused(String text) {
    try {
      SQL.bind(text, VARIABLES);
    } catch (SqlFault fault) {
      assertThat(fault.code()).isIn("syntax", "unsafe_binding");
    }
  }

  @Test
  void more_than_256_KB_are_refused() {
    assertThatThrownBy(() -> SQL.bind("SELECT '" + "ä".repeat(140_000) + "'", VARIABLES))
        .isInstanceOfSatisfying(
            SqlFault.class, fault -> assertThat(fault.code()).isEqualTo("too_large"));
  }

  @Test
  void a_large_template_with_many_holes_is_bound() {
    String template = "SELECT " + "{x}, '{date}', ".repeat(3_000) + "1 FROM {ds}.t";
    var bound = SQL.bind(template, VARIABLES);
    assertThat(bound.parameters()).hasSize(2);
    assertThat(bound.text()).doesNotContain("{", "zq").endsWith("`acme`.t");
  }
}
