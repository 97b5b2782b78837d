package convergence.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class HolesTest {
  private static final Map<String, String> VALUES = Map.of("a", "{b}", "b2_", "$1\\{{", "c", "");

  @Provide
  Arbitrary<String> braces() {
    return Arbitraries.of("{", "}", "a", "b2_", "A", " ", "{{", "}}", "{a}", "é", "\0", "$1", "\\")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Property
  void text_with_doubled_braces_comes_out_as_it_went_in(@ForAll("braces") String text) {
    String escaped = text.replace("{", "{{").replace("}", "}}");
    assertThat(Holes.names(escaped)).isEmpty();
    assertThat(Holes.fill(escaped, _ -> "never")).isEqualTo(text);
  }

  @Property
  void a_value_is_never_read_again(@ForAll("braces") String value, @ForAll("braces") String text) {
    String escaped = text.replace("{", "{{").replace("}", "}}");
    assertThat(Holes.fill(escaped + "{a}" + escaped, _ -> value)).isEqualTo(text + value + text);
  }

  @Property
  void filling_asks_for_exactly_the_names_that_stand_there(@ForAll("braces") String text) {
    var asked = new java.util.ArrayList<String>();
    Holes.fill(
        text,
        name -> {
          asked.add(name);
          return VALUES.getOrDefault(name, "x");
        });
    assertThat(Holes.names(text)).containsExactlyElementsOf(asked.stream().distinct().toList());
  }

  @org.junit.jupiter.api.Test
  void the_rule_of_braces() {
    var cases =
        List.of(
            Map.entry("{a}", "1"),
            Map.entry("{{a}}", "{a}"),
            Map.entry("{{{a}}}", "{1}"),
            Map.entry("{A} {} { } {1} {a-b}", "{A} {} { } {1} {a-b}"),
            Map.entry("{a}}", "1}"),
            Map.entry("}}{{", "}{"));
    for (var each : cases)
      assertThat(Holes.fill(each.getKey(), _ -> "1")).isEqualTo(each.getValue());
  }
}
