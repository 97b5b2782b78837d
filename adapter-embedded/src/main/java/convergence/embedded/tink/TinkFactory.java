package convergence.embedded.tink;

import convergence.embedded.DataFolder;
import convergence.port.Cipher;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens the keyset: in the folder of secrets if one is named, else in the data folder.
@Factory
final class TinkFactory {
  @Singleton
  @Bean(typed = {TinkCipher.class, Cipher.class})
  TinkCipher cipher(DataFolder data, @Value("${convergence.secrets-dir:}") String secrets) {
    var folder = secrets.isBlank() ? data.path() : Path.of(secrets);
    var keyset = folder.resolve("keyset.json");
    try {
      Files.createDirectories(folder);
      var mark = data.path().resolve("sealed");
      refuseIfLost(keyset, mark);
      var cipher = TinkCipher.open(keyset);
      if (!Files.exists(mark))
        DataFolder.write(mark, "Secrets in this folder are sealed by " + keyset + "\n");
      return cipher;
    } catch (IOException e) {
      throw new UncheckedIOException("the keyset's folder cannot be used", e);
    }
  }

  /// Fresh keys beside data that others sealed would look like a start that went well, until a credential is
  /// needed.
  private static void refuseIfLost(Path keyset, Path mark) {
    if (Files.exists(mark) && !Files.exists(keyset))
      throw new DataFolder.Unusable(
          "The keyset file "
              + keyset
              + " is missing, and this folder holds secrets that it sealed. Put it back (a backup"
              + " keeps it in its folder keyset/), or set SECRETS_BASE_PATH. If nothing sealed is"
              + " worth keeping, delete "
              + mark
              + " and start again: new keys are made, and credentials must be set anew.");
  }
}
