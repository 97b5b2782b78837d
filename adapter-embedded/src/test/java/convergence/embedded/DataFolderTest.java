package convergence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The data folder has one owner, and knows how often it was opened.
final class DataFolderTest {
  @TempDir Path parent;

  @Test
  void a_second_owner_is_refused_with_the_folders_name() {
    var path = parent.resolve("data");
    try (var folder = DataFolder.open(path)) {
      assertThatThrownBy(() -> DataFolder.open(path))
          .isInstanceOf(DataFolder.InUse.class)
          .hasMessageContaining(folder.path().toString());
    }
  }

  @Test
  void the_incarnation_grows_with_each_opening() {
    var path = parent.resolve("data");
    for (long n = 1; n <= 3; n++) {
      try (var folder = DataFolder.open(path)) {
        assertThat(folder.incarnation()).isEqualTo(n);
      }
    }
  }

  @Test
  void a_refused_owner_does_not_count() {
    var path = parent.resolve("data");
    try (var _ = DataFolder.open(path)) {
      assertThatThrownBy(() -> DataFolder.open(path)).isInstanceOf(DataFolder.InUse.class);
    }
    try (var folder = DataFolder.open(path)) {
      assertThat(folder.incarnation()).isEqualTo(2);
    }
  }

  @Test
  void only_the_owner_may_enter_or_read() throws IOException {
    var path = parent.resolve("data");
    Files.createDirectory(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var _ = DataFolder.open(path)) {
      DataFolder.write(path.resolve("small"), "text");
      assertThat(Files.getPosixFilePermissions(path))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(Files.getPosixFilePermissions(path.resolve("small")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(path.resolve("small")).hasContent("text");
    }
  }
}
