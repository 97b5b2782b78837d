package convergence.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.yaml.YamlNode.Entries;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every visible character of a text is found in the file, however YAML wrote it.
class PassageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: SELECT x FROM t",
        "a: SELECT x\n   FROM t\n     WHERE y",
        "a: |\n  SELECT x,\n    y\n\n  FROM t\n",
        "a: |\n\n\n  SELECT x\n  FROM t",
        "a: |-\n      SELECT 'é漢🎉', x\n      FROM t\nb: 1",
        "a: |2 # two\n    SELECT x\n  FROM t\n",
        "a: >\n  SELECT x,\n  y\n    , z\n\n  FROM t\n",
        "a: >-\n  SELECT x,\n\n\n  y\n",
        "a: 'SELECT ''it''''s'' AS x FROM t'",
        "a: 'SELECT x\n\n  FROM t'",
        "a: \"SELECT \\\"x\\\" AS \\u00e9, \\x41 \\\\ \\n FROM t\"",
        "a: \"SELECT x \\\n    FROM t\n    WHERE y\"",
        "{🎉: {b: 1}, a: \"SELECT x\"}",
        "a:\tSELECT\tx",
      })
  void each_character_is_found_where_it_stands(String source) {
    var file = YamlFile.parse(source);
    assertThat(file.errors()).isEmpty();
    var scalar = ((Entries) Objects.requireNonNull(file.root())).scalar("a");
    var text = Objects.requireNonNull(scalar).text();
    var passage = new Passage(source, scalar);
    var sourceLines = source.split("\n", -1);
    int line = 1;
    int column = 1;
    int seen = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (c == '\n') {
        line++;
        column = 1;
        continue;
      }
      if (c != ' ' && c != '\t') {
        var place = passage.at(line, column);
        String there = sourceLines[place.line() - 1];
        int index = there.offsetByCodePoints(0, place.column() - 1);
        int found = there.codePointAt(index);
        boolean escaped = found == '\\' || (found == '\'' && c == '\'');
        if (!escaped) {
          assertThat(Character.toString(found))
              .as("%d of %s at %s", i, text, place)
              .isEqualTo(Character.toString(c));
          seen++;
        }
      }
      column++;
    }
    assertThat(seen).isPositive();
  }
}
