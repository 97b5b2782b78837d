package convergence.standalone;

import convergence.port.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// What a backup says of itself.
///
/// @param at when it was complete
/// @param files their sizes in bytes
record Backup(int v, String at, String version, String commit, Map<String, Long> files) {
  static final String MANIFEST = "backup.json";

  /// @throws Sorry the folder holds no whole backup
  static Backup read(Path folder) throws IOException {
    var manifest = folder.resolve(MANIFEST);
    if (!Files.exists(manifest))
      throw new Sorry(folder + " holds no whole backup: " + MANIFEST + " is missing.");
    var backup = Json.read(Files.readString(manifest), Backup.class);
    for (var file : backup.files().entrySet()) {
      var copy = folder.resolve(file.getKey());
      if (!Files.exists(copy) || Files.size(copy) != file.getValue())
        throw new Sorry("The backup is damaged: " + copy + " is not as it was written.");
    }
    return backup;
  }

  static void onlyForOwner(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix"))
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
