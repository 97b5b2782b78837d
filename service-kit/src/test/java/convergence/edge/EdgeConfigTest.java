package convergence.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.http.server.HttpServerConfiguration;
import org.junit.jupiter.api.Test;

final class EdgeConfigTest {
  @Test
  void authentication_cannot_be_off_in_production() {
    assertThatThrownBy(() -> new EdgeConfig("production", true, "acme1281", ""))
        .hasMessageContaining("DISABLE_AUTH");
  }

  @Test
  void authentication_cannot_be_off_where_others_reach_the_server_unless_in_development() {
    var everywhere = new HttpServerConfiguration();
    everywhere.setHost("0.0.0.0");
    var here = new HttpServerConfiguration();
    here.setHost("127.0.0.1");

    new EdgeConfig("development", true, "acme1281", "").checkAddress(everywhere);
    new EdgeConfig("staging", true, "acme1281", "").checkAddress(here);
    assertThatThrownBy(
            () -> new EdgeConfig("staging", true, "acme1281", "").checkAddress(everywhere))
        .hasMessageContaining("DISABLE_AUTH")
        .hasMessageContaining("API_HOST");
  }

  @Test
  void an_unknown_environment_or_tenant_is_named() {
    assertThatThrownBy(() -> new EdgeConfig("prod", false, "acme1281", ""))
        .hasMessageContaining("ENVIRONMENT");
    assertThatThrownBy(() -> new EdgeConfig("staging", false, "a b", ""))
        .hasMessageContaining("DEFAULT_TENANT_ID");
    assertThatThrownBy(() -> new RateLimitConfig(1, 1, -1, 1, 1, 1))
        .hasMessageContaining("RATE_LIMIT_RUNS_PER_MINUTE");
  }

  @Test
  void the_pages_are_off_in_production_unless_switched_on() {
    assertThat(new EdgeConfig("production", false, "acme1281", "").servesDocs()).isFalse();
    assertThat(new EdgeConfig("production", false, "acme1281", "true").servesDocs()).isTrue();
    assertThat(new EdgeConfig("development", false, "acme1281", "false").servesDocs()).isFalse();
  }

  @Test
  void an_admin_key_is_long_and_two_may_be_valid_at_a_time() {
    assertThatThrownBy(() -> new AdminKeys("short")).hasMessageContaining("ADMIN_API_KEY");
    String one = "1".repeat(32);
    String two = "2".repeat(32);
    var keys = new AdminKeys(one + ", " + two);
    assertThat(keys.knows(one)).isTrue();
    assertThat(keys.knows(two)).isTrue();
    assertThat(keys.knows(one + two)).isFalse();
    assertThat(keys.knows("")).isFalse();
    assertThat(new AdminKeys(null).knows("")).isFalse();
  }
}
