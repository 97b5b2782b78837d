package convergence.standalone;

import convergence.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/// The admin key of an instance: `ADMIN_API_KEY`, or one that the first start makes, keeps in the data folder
/// (owner only) and shows once.
///
/// @param made true: it was made now
record AdminKey(String text, boolean made) {
  static final String SETTING = "convergence.edge.admin-key";

  /// The one that the command line sends.
  String first() {
    return text.split(",", -1)[0].strip();
  }

  /// `ADMIN_API_KEY`, else the folder's own.
  static AdminKey of(Settings settings, Path dataDir) {
    return settings
        .value("ADMIN_API_KEY")
        .map(configured -> new AdminKey(configured, false))
        .orElseGet(() -> of(dataDir));
  }

  /// The folder's own, made when there is none.
  static AdminKey of(Path dataDir) {
    var file = dataDir.resolve("admin.key");
    try {
      if (Files.exists(file)) return new AdminKey(Files.readString(file).strip(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    var key = "admin_" + HexFormat.of().formatHex(bytes);
    InstanceFile.writePrivate(file, key + "\n");
    return new AdminKey(key, true);
  }

  /// The setting of a folder that was started before; empty when it has no key of its own.
  static Map<String, Object> kept(Path dataDir) {
    var file = dataDir.resolve("admin.key");
    return Files.exists(file) ? Map.of(SETTING, of(dataDir).text()) : Map.of();
  }

  @Override
  public String toString() {
    return "AdminKey[***]";
  }
}
