package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.warehouse.TableRef;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// DuckDB ignores case: no two names may meet there.
final class PhysicalNamesTest {
  @Test
  void simple_names_stay_as_they_are() {
    assertThat(new PhysicalNames().quoted(TableRef.of("acme_1", "costs-2024")))
        .isEqualTo("\"acme_1\".\"costs-2024\"");
  }

  @Test
  void names_that_duckdb_has_taken_are_not_used() {
    for (String taken : new String[] {"main", "temp", "system", "_convergence", "pg_catalog"})
      assertThat(PhysicalNames.name(taken)).isNotEqualTo(taken);
  }

  @Property
  void different_names_differ_without_case(
      @ForAll
          @StringLength(min = 1, max = 6)
          @Chars({'_', 'x', '-'})
          @CharRange(from = 'A', to = 'C')
          @CharRange(from = 'a', to = 'c')
          @CharRange(from = '0', to = '7')
          String one,
      @ForAll
          @StringLength(min = 1, max = 6)
          @Chars({'_', 'x', '-'})
          @CharRange(from = 'A', to = 'C')
          @CharRange(from = 'a', to = 'c')
          @CharRange(from = '0', to = '7')
          String other) {
    assertThat(folded(one).equals(folded(other))).isEqualTo(one.equals(other));
  }

  @Property
  void any_text_becomes_a_name_that_only_it_has(@ForAll @StringLength(min = 1) String name) {
    assertThat(folded(name)).isNotEqualTo(folded(name + "_")).isNotEqualTo(folded("_" + name));
  }

  private static String folded(String name) {
    return PhysicalNames.name(name).toLowerCase(Locale.ROOT);
  }
}
