package convergence.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class DatasetNameTest {
  @Test
  void a_lower_case_id_is_its_own_dataset() {
    assertThat(DatasetName.of(new TenantId("acme_corp"))).isEqualTo("acme_corp");
  }

  @Test
  void a_hyphen_and_upper_case_stay_readable() {
    assertThat(DatasetName.of(new TenantId("Acme-1"))).startsWith("acme_1__ulllhl").hasSize(65);
  }

  @Property
  void two_tenants_never_share_a_dataset_even_where_case_is_ignored(
      @ForAll
          @StringLength(min = 3, max = 6)
          @CharRange(from = 'a', to = 'b')
          @CharRange(from = 'A', to = 'B')
          @Chars({'_', '-', '0', 'l', 'u', 'h'})
          String one,
      @ForAll
          @StringLength(min = 3, max = 6)
          @CharRange(from = 'a', to = 'b')
          @CharRange(from = 'A', to = 'B')
          @Chars({'_', '-', '0', 'l', 'u', 'h'})
          String other) {
    var a = DatasetName.of(new TenantId(one));
    var b = DatasetName.of(new TenantId(other));
    assertThat(a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT)))
        .isEqualTo(one.equals(other));
    assertThat(a).matches("[a-z0-9_]{3,1024}");
  }

  @Property
  void no_name_is_its_own_dataset_and_another_tenants(
      @ForAll
          @StringLength(min = 3, max = 64)
          @CharRange(from = 'a', to = 'z')
          @CharRange(from = 'A', to = 'Z')
          @Chars({'_', '-'})
          String id) {
    var tenant = new TenantId(id);
    var dataset = DatasetName.of(tenant);
    assertThat(dataset.equals(id) || dataset.length() > 64).isTrue();
  }
}
