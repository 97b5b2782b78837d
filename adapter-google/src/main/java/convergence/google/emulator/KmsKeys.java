package convergence.google.emulator;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The keys of the local KMS: one for each name that somebody uses, each a file that only its owner may read. They
/// protect nothing from whoever owns the machine, as nothing does that runs on it.
final class KmsKeys {
  private final Path folder;
  private final Map<String, Aead> open = new ConcurrentHashMap<>();

  KmsKeys(Path folder) throws IOException, GeneralSecurityException {
    AeadConfig.register();
    this.folder = Files.createDirectories(folder);
  }

  Aead named(String name) {
    return open.computeIfAbsent(name, this::load);
  }

  private Aead load(String name) {
    var file =
        folder.resolve(
            HexFormat.of().formatHex(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    try {
      if (!Files.exists(file)) make(file);
      return TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(file), RegistryConfiguration.get(), InsecureSecretKeyAccess.get())
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key file " + file + " cannot be read", e);
    }
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    var key =
        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createFile(file, owner);
    Files.writeString(
        file,
        TinkJsonProtoKeysetFormat.serializeKeyset(
            key, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
  }
}
