package convergence.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.TimeAndChance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormTest {
  private final convergence.port.Ids ids = new TimeAndChance().ids();

  @Test
  void a_generated_key_names_its_tenant() {
    var tenant = new TenantId("acme_api_corp");
    var key = KeyForm.generate(tenant, ids).reveal();
    assertThat(key).matches("acme_api_corp_api_[0-9A-Za-z]{32}");
    assertThat(KeyForm.tenantOf(key)).contains(tenant);
  }

  @Test
  void any_changed_character_is_noticed() {
    var key = KeyForm.generate(new TenantId("acme"), ids).reveal();
    for (int i = 0; i < key.length(); i++) {
      char other = key.charAt(i) == 'x' ? 'y' : 'x';
      var changed = key.substring(0, i) + other + key.substring(i + 1);
      assertThat(KeyForm.tenantOf(changed)).as(changed).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "_api_", "acme", "acme_api_short", "a b_api_00000000000000000000000000000000"})
  void junk_is_refused_without_a_look_up(String junk) {
    assertThat(KeyForm.tenantOf(junk)).isEmpty();
  }
}
