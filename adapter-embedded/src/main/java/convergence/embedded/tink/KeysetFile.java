package convergence.embedded.tink;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import convergence.embedded.DataFolder;
import convergence.port.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/// The file of keysets, by name. A keyset holds any number of keys, of which one seals and all open, so
/// that keys can be rotated by adding one.
final class KeysetFile {
  private static final int VERSION = 1;

  private KeysetFile() {}

  /// Reads the file; makes it, with a fresh key in each keyset, when it is missing.
  static Map<String, KeysetHandle> open(Path file, Iterable<String> names)
      throws IOException, GeneralSecurityException {
    if (!Files.exists(file)) make(file, names);
    refuseIfOthersRead(file);
    var keysets = Json.mapper().readTree(Files.readString(file));
    if (keysets.path("v").asInt() != VERSION)
      throw new IllegalStateException(
          "The keyset file has a version that this Convergence does not know.");
    var handles = new HashMap<String, KeysetHandle>();
    for (var name : names) handles.put(name, parse(name, keysets.path("keysets").path(name)));
    return handles;
  }

  private static KeysetHandle parse(String name, JsonNode keyset) throws GeneralSecurityException {
    if (keyset.isMissingNode())
      throw new IllegalStateException("The keyset file has no keyset " + name + ".");
    return TinkJsonProtoKeysetFormat.parseKeyset(keyset.toString(), InsecureSecretKeyAccess.get());
  }

  private static void make(Path file, Iterable<String> names)
      throws IOException, GeneralSecurityException {
    var root = Json.mapper().createObjectNode();
    root.put("v", VERSION);
    var keysets = root.putObject("keysets");
    for (var name : names) {
      var fresh = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
      var text = TinkJsonProtoKeysetFormat.serializeKeyset(fresh, InsecureSecretKeyAccess.get());
      keysets.set(name, Json.mapper().readTree(text));
    }
    DataFolder.write(file, root.toPrettyString() + "\n");
  }

  private static void refuseIfOthersRead(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
    for (var permission : Files.getPosixFilePermissions(file))
      if (permission != PosixFilePermission.OWNER_READ
          && permission != PosixFilePermission.OWNER_WRITE)
        throw new IllegalStateException(
            "The keyset file "
                + file
                + " may be used by others than its owner. Run: chmod 600 "
                + file
                + " (and think about who may have read it).");
  }
}
