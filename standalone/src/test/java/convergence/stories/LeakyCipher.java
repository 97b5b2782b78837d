package convergence.stories;

import convergence.port.Cipher;
import convergence.port.Secret;
import java.nio.charset.StandardCharsets;

/// A cipher that seals nothing: what it leaves behind must be found.
final class LeakyCipher implements Cipher {
  @Override
  public byte[] seal(Secret plain, Context context) {
    return plain.reveal().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Secret open(byte[] sealed, Context context) {
    return new Secret(new String(sealed, StandardCharsets.UTF_8));
  }
}
