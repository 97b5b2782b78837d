package convergence.stories;

import convergence.port.Cipher;
import convergence.port.Secret;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The real cipher, and a record of everything that was opened.
final class WatchedCipher implements Cipher {
  private final Cipher real;
  private final List<Context> opened = new CopyOnWriteArrayList<>();

  WatchedCipher(Cipher real) {
    this.real = real;
  }

  List<Context> opened() {
    return opened;
  }

  @Override
  public byte[] seal(Secret plain, Context context) {
    return real.seal(plain, context);
  }

  @Override
  public Secret open(byte[] sealed, Context context) {
    opened.add(context);
    return real.open(sealed, context);
  }

  @Override
  public byte[] rewrap(byte[] sealed, Context context) {
    return real.rewrap(sealed, context);
  }

  @Override
  public boolean rotate() {
    return real.rotate();
  }
}
