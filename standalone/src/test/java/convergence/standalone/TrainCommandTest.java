package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @Test
  void trainingAsksMoreThanATenantMayInAnHourAndIsNotRefused(@TempDir Path folder) {
    assertThatCode(() -> TrainCommand.train(folder, 1_100)).doesNotThrowAnyException();
  }
}
