package convergence.embedded.tink;

import convergence.embedded.DataFolder;
import convergence.port.Cipher;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/// Opens the keyset: in the folder of secrets if one is named, else in the data folder.
@Factory
final class TinkFactory {
  @Singleton
  @Bean(typed = Cipher.class)
  TinkCipher cipher(DataFolder data, @Value("${convergence.secrets-dir:}") String secrets) {
    var folder = secrets.isBlank() ? data.path() : Path.of(secrets);
    return TinkCipher.open(folder.resolve("keyset.json"));
  }
}
