package convergence.worker;

import convergence.port.Cipher;
import convergence.port.Secret;
import java.nio.charset.StandardCharsets;

/// Seals nothing: these stories have no secrets.
final class PlainCipher implements Cipher {
  @Override
  public byte[] seal(Secret plain, Context context) {
    return plain.reveal().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Secret open(byte[] sealed, Context context) {
    return new Secret(new String(sealed, StandardCharsets.UTF_8));
  }
}
