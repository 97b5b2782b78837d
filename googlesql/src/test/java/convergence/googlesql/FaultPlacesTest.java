package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Variable;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A fault is told where its author wrote it, whatever filled the holes before it.
class FaultPlacesTest {
  private static final GoogleSqlStatements SQL = new GoogleSqlStatements(new ZetaSql());
  private static final Map<String, Variable> VARIABLES =
      Map.of(
          "t", new Variable(SqlValue.of("orders"), "orders"),
          "day", new Variable(SqlValue.of(LocalDate.parse("2026-01-05")), "2026-01-05"),
          "long_name", new Variable(SqlValue.of("x".repeat(50)), "x".repeat(50)));

  /// `‸` stands before the place of the fault.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ‸naem FROM {t}",
        "SELECT id FROM {t} WHERE ‸naem = 'x'",
        "SELECT id FROM {t} WHERE day = '{day}' AND ‸naem = 'x'",
        "SELECT id FROM {t} WHERE day = {day} AND name = '{long_name}' AND ‸naem = 'x'",
        "SELECT id, '%{long_name}%' AS a, ‸naem FROM {t}",
        "SELECT 'é漢🎉' AS a, ‸naem FROM {t}",
        "SELECT id,\n  name,\n  '{long_name}' AS a, ‸naem\nFROM {t}",
        "SELECT '''\n\n{long_name}\n''' AS a,\n ‸naem FROM {t}",
        "SELECT /* {t} {day} */ ‸naem FROM {t}",
        "SELECT '{{' AS a, ‸naem FROM {t}",
        "SELECT\t'a' AS a,\t‸naem FROM {t}",
        "SELECT ‸SUMM(id) AS n FROM {t}",
        "SELECT id ‸FORM {t} WHERE",
        "SELECT id FROM {t} ‸GRUOP BY id",
        "‸SELCT id FROM {t}",
        "SELECT id FROM {t} ‸WEHRE id = 1",
        "SELECT id FROM {t} ORDER ‸YB id",
        "SELECT o.‸naem FROM {t} o",
        "SELECT o.at.‸ciyt FROM {t} o",
        "SELECT i.‸skuu FROM {t} o, o.items i",
        "SELECT id FROM {t} AS o LEFT ‸JOINN {t} AS p USING (id)",
        "SELECT CASE ‸WHEEN id = 1 THEN 2 END AS n FROM {t}",
      })
  void a_fault_is_told_in_the_templates_columns(String marked) {
    int at = marked.indexOf('‸');
    String template = marked.replace("‸", "");
    var fault = fault(template);
    int lineStart = template.lastIndexOf('\n', at - 1) + 1;
    assertThat(fault.getMessage()).containsIgnoringCase("did you mean");
    assertThat(fault.line() + ":" + fault.column())
        .as(fault.getMessage())
        .isEqualTo(
            (1 + template.substring(0, at).chars().filter(c -> c == '\n').count())
                + ":"
                + (1 + template.codePointCount(lineStart, at)));
  }

  @Test
  void a_fault_in_what_filled_a_hole_is_told_at_the_hole() {
    assertThat(fault("SELECT id FROM {long_name}").column()).isEqualTo(16);
  }

  private static SqlFault fault(String template) {
    return catchThrowableOfType(
        SqlFault.class,
        () -> {
          var bound = SQL.bind(template, VARIABLES);
          try {
            SQL.analyse(bound, new Town(), "acme");
          } catch (SqlFault fault) {
            throw SQL.located(fault, template, VARIABLES);
          }
        });
  }
}
