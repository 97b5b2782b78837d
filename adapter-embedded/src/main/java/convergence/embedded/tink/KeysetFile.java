package convergence.embedded.tink;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import convergence.embedded.DataFolder;
import convergence.port.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;

/// The file of keysets, by name. A keyset holds any number of keys, of which one seals and all open, so
/// that keys can be rotated by adding one.
///
/// @param apiKeys for API keys alone
/// @param others for all other secrets
record KeysetFile(KeysetHandle apiKeys, KeysetHandle others) {
  private static final int VERSION = 1;
  private static final String API_KEYS = "api_key";
  private static final String OTHERS = "secrets";

  /// Reads the file; makes it, with a fresh key in each keyset, when it is missing.
  static KeysetFile open(Path file) throws IOException, GeneralSecurityException {
    if (!Files.exists(file)) make(file);
    refuseIfOthersRead(file);
    var keysets = Json.mapper().readTree(Files.readString(file));
    if (keysets.path("v").asInt() != VERSION)
      throw new IllegalStateException(
          "The keyset file has a version that this Convergence does not know.");
    return new KeysetFile(parse(keysets, API_KEYS), parse(keysets, OTHERS));
  }

  private static KeysetHandle parse(JsonNode file, String name) throws GeneralSecurityException {
    var keyset = file.path("keysets").path(name);
    if (keyset.isMissingNode())
      throw new IllegalStateException("The keyset file has no keyset " + name + ".");
    return TinkJsonProtoKeysetFormat.parseKeyset(
        keyset.toString(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
  }

  /// The same with a fresh key in each keyset that seals from now on; written before it returns.
  KeysetFile rotated(Path file) throws IOException, GeneralSecurityException {
    var next = new KeysetFile(withFresh(apiKeys), withFresh(others));
    next.write(file);
    return next;
  }

  private static KeysetHandle withFresh(KeysetHandle keyset) throws GeneralSecurityException {
    var fresh =
        KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
            .withRandomId()
            .makePrimary();
    return KeysetHandle.newBuilder(keyset).addEntry(fresh).build();
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    new KeysetFile(fresh(), fresh()).write(file);
  }

  private static KeysetHandle fresh() throws GeneralSecurityException {
    return KeysetHandle.generateNew(
        PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
  }

  private void write(Path file) throws IOException, GeneralSecurityException {
    var root = Json.mapper().createObjectNode();
    root.put("v", VERSION);
    var keysets = root.putObject("keysets");
    keysets.set(API_KEYS, Json.mapper().readTree(text(apiKeys)));
    keysets.set(OTHERS, Json.mapper().readTree(text(others)));
    DataFolder.write(file, root.toPrettyString() + "\n");
  }

  private static String text(KeysetHandle keyset) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.serializeKeyset(
        keyset, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
  }

  private static void refuseIfOthersRead(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
    for (var permission : Files.getPosixFilePermissions(file))
      if (permission != PosixFilePermission.OWNER_READ
          && permission != PosixFilePermission.OWNER_WRITE)
        throw new DataFolder.Unusable(
            "The keyset file "
                + file
                + " may be used by others than its owner. Run: chmod 600 "
                + file
                + " (and think about who may have read it).");
  }
}
