package convergence.embedded.tink;

import convergence.contract.CipherContract;
import convergence.port.Cipher;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The contract of the cipher, kept by Tink.
final class TinkCipherContractTest extends CipherContract {
  @TempDir Path folder;

  @Override
  protected Cipher cipher() {
    return TinkCipher.open(folder.resolve("keyset.json"));
  }
}
