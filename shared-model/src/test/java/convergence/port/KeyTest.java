package convergence.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyTest {
  @ParameterizedTest
  @ValueSource(strings = {"runs", "api_keys", "z", "a_"})
  void a_collection_is_a_snake_name(String collection) {
    assertThat(new Key(collection, "1").collection()).isEqualTo(collection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_runs", "Runs", "runs2", "ru ns", "ru\"ns", "läufe", "runs\n"})
  void others_are_refused(String collection) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Key(collection, "1"));
  }
}
