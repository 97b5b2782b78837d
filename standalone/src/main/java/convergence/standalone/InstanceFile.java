package convergence.standalone;

import convergence.port.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// `DIR/instance.json`: where the running instance of a data folder answers, and with which key. Readable by
/// its owner only.
///
/// @param adminKey the key that the command line uses over loopback
record InstanceFile(int port, long pid, String adminKey) {
  static Optional<InstanceFile> read(Path dataDir) {
    try {
      var file = dataDir.resolve("instance.json");
      if (!Files.exists(file)) return Optional.empty();
      var found = Json.read(Files.readString(file), InstanceFile.class);
      // A file that kill -9 left behind names a process that is gone.
      return ProcessHandle.of(found.pid()).filter(ProcessHandle::isAlive).map(_ -> found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path dataDir) {
    writePrivate(dataDir.resolve("instance.json"), Json.write(this));
  }

  static void delete(Path dataDir) {
    try {
      Files.deleteIfExists(dataDir.resolve("instance.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a file that only its owner may read, all or nothing.
  static void writePrivate(Path file, String text) {
    try {
      var owner = PosixFilePermissions.fromString("rw-------");
      var fresh =
          Files.createTempFile(
              file.getParent(), ".new", "", PosixFilePermissions.asFileAttribute(owner));
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "InstanceFile[port=" + port + ", pid=" + pid + "]";
  }
}
