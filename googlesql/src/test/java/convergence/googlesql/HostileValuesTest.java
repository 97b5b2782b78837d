package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zetasql.PreparedExpression;
import com.google.zetasql.Value;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Random text in every position where a value or name may stand, judged by ZetaSQL's own evaluator.
class HostileValuesTest {
  private static final ZetaSql ZETA = new ZetaSql();
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(ZETA);
  private static final Map<String, PreparedExpression> PREPARED = new HashMap<>();

  private static final String EVERYWHERE =
      """
      SELECT [{x}, '{x}', "{x}", '''{x}''', \"""{x}\""", r'{x}', CONCAT('{x}', ''),
        SUBSTR('<{x}>', 2, CHAR_LENGTH('<{x}>') - 2), SUBSTR(r'\\{x}', 2),
        REPLACE('''-- ' " ` {x}''', '-- \\' " ` ', ''), CAST(b'{x}' AS STRING)]
      """;

  @Property(tries = 1000)
  void a_value_arrives_character_by_character(@ForAll("hostile") String text) {
    BoundSql bound = bind(EVERYWHERE, text);
    assertThat(bound.text()).isEqualTo(bind(EVERYWHERE, "harmless").text());
    Value values = evaluate(bound, text);
    // Not where the text around it occurs in it, too.
    int compared = text.contains("-- ' \" ` ") ? 9 : 11;
    for (int i = 0; i < values.getElementCount(); i++) {
      if (i == 9 && compared == 9) continue;
      assertThat(values.getElement(i).getStringValue()).as("position %s", i).isEqualTo(text);
    }
  }

  @Property(tries = 1000)
  void a_value_in_a_pattern_matches_itself_and_nothing_else(
      @ForAll("hostile") String text, @ForAll("hostile") String other) {
    var sql = "SELECT [{x} LIKE '{x}', CONCAT('a', {x}, 'b') LIKE 'a{x}_', {o} LIKE '{x}']";
    BoundSql bound =
        SQL.bind(
            sql,
            Map.of(
                "x", new Variable(SqlValue.of(text), "x"),
                "o", new Variable(SqlValue.of(other), "o")));
    Value matches = evaluate(bound, text, other);
    assertThat(matches.getElement(0).getBoolValue()).isTrue();
    assertThat(matches.getElement(1).getBoolValue()).isTrue();
    assertThat(matches.getElement(2).getBoolValue()).isEqualTo(text.equals(other));
  }

  @Property(tries = 1000)
  void a_value_that_must_be_a_literal_is_one(@ForAll("hostile") String text) {
    String view = "CREATE VIEW v AS SELECT ";
    var bound =
        SQL.bind(
            view + "[{x}, '{x}', '''{x}''', r'{x}', SUBSTR('<{x}>', 2, CHAR_LENGTH('<{x}>') - 2)]",
            Map.of("x", new Variable(SqlValue.of(text), "x")));
    assertThat(bound.parameters()).isEmpty();
    var expression = new PreparedExpression(bound.text().substring(view.length()));
    try (expression) {
      expression.prepare(
          ZETA.<com.google.zetasql.AnalyzerOptions>with(b -> b.dialect().analyzer(bound)));
      Value values = expression.execute();
      for (int i = 0; i < values.getElementCount(); i++)
        assertThat(values.getElement(i).getStringValue()).as("position %s", i).isEqualTo(text);
    }
  }

  @Property(tries = 1000)
  void a_name_is_one_path_part_or_refused(@ForAll("hostile") String text) {
    var variables = Map.of("x", new Variable(SqlValue.of("v"), text));
    Set<String> bound = new HashSet<>();
    for (var template :
        new String[] {
          "SELECT 1 FROM {x}",
          "SELECT 1 FROM d.{x}",
          "SELECT 1 FROM `d.{x}`",
          "SELECT a AS {x}",
          "SELECT t.{x}",
          "SELECT 1 FROM p.{x}.t"
        }) {
      try {
        bound.add(SQL.bind(template, variables).text());
      } catch (SqlFault fault) {
        assertThat(fault.code()).isEqualTo("unsafe_binding");
      }
    }
    if (text.matches("[A-Za-z_][A-Za-z0-9_]{0,300}")) assertThat(bound).hasSize(6);
    else assertThat(bound).isEmpty();
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                "'",
                "\"",
                "`",
                "'''",
                "\"\"\"",
                "\\",
                "\\\\",
                "\\'",
                "--",
                "#",
                "/*",
                "*/",
                ";",
                "{",
                "}",
                "{x}",
                "{{",
                "}}",
                "@p_x",
                "@",
                "%",
                "_",
                "\0",
                "\n",
                "\r\n",
                "\t",
                "\u001f",
                "\u0085",
                "\u2028",
                "é",
                "漢字",
                "🎉",
                "\u202e",
                " ",
                "a",
                "B",
                "0",
                "?",
                "$",
                ")",
                "(",
                ",",
                " OR 1=1 ",
                "'); DROP TABLE t; --",
                "zq",
                "zq_0_",
                "CONCAT(",
                "r'",
                "b\"",
                "\\x41",
                "\\u0041"),
            Arbitraries.strings().ascii().ofMaxLength(5),
            Arbitraries.strings().all().ofMaxLength(5));
    return piece
        .list()
        .ofMaxSize(8)
        .map(pieces -> String.join("", pieces))
        .filter(
            text ->
                text.equals(
                    new String(
                        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static BoundSql bind(String template, String text) {
    return SQL.bind(template, Map.of("x", new Variable(SqlValue.of(text), "x")));
  }

  private static Value evaluate(BoundSql bound, String x) {
    return evaluate(bound, x, "");
  }

  private static Value evaluate(BoundSql bound, String x, String o) {
    var expression =
        PREPARED.computeIfAbsent(
            bound.text(),
            sql -> {
              var made = new PreparedExpression(sql.substring("SELECT ".length()));
              made.prepare(
                  ZETA.<com.google.zetasql.AnalyzerOptions>with(b -> b.dialect().analyzer(bound)));
              return made;
            });
    Map<String, Value> values = new HashMap<>();
    for (var parameter : bound.parameters()) {
      assertThat(parameter.type()).isEqualTo(SqlType.STRING);
      values.put(
          parameter.name(), Value.createStringValue(parameter.variable().equals("x") ? x : o));
    }
    return expression.execute(Map.of(), values);
  }
}
