package convergence.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Emulators, all or none, and no credentials beside them.
final class GoogleConfigTest {
  private static final String HOST = "127.0.0.1:1";

  @Test
  void one_service_that_is_no_emulator_is_named() {
    assertThatThrownBy(
            () -> new GoogleConfig("p", "US", "", null, HOST, HOST, HOST, HOST, HOST, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set STORAGE_EMULATOR_HOST as well, or none of the six");
  }

  @Test
  void credentials_beside_emulators_are_refused() {
    assertThatThrownBy(
            () -> new GoogleConfig("p", "US", "", "key.json", HOST, HOST, HOST, HOST, HOST, HOST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GOOGLE_APPLICATION_CREDENTIALS is set beside emulators");
  }

  @Test
  void all_or_none_is_fine() {
    assertThat(new GoogleConfig("p", "US", "", null, HOST, HOST, HOST, HOST, HOST, HOST).emulated())
        .isTrue();
    assertThat(new GoogleConfig("p", "US", "", null, null, null, null, null, null, "").emulated())
        .isFalse();
  }
}
