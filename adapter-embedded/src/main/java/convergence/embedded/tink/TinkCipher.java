package convergence.embedded.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import convergence.port.Cipher;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// Seals with AES-256-GCM under keys of a file. API keys have a keyset of their own, so that whoever may
/// open credentials need not be able to open them.
public final class TinkCipher implements Cipher {
  private static final String API_KEY = "api_key";

  private static final int PREFIX = 5;

  private final Path file;

  // Replaced as a whole by `rotate`; whoever seals or opens reads it once.
  private volatile Keys keys;

  private TinkCipher(Path file, Keys keys) {
    this.file = file;
    this.keys = keys;
  }

  /// @param current id of the key of `others` that seals now
  private record Keys(Aead apiKeys, Aead others, int current) {
    static Keys of(KeysetFile file) throws GeneralSecurityException {
      var configuration = RegistryConfiguration.get();
      return new Keys(
          file.apiKeys().getPrimitive(configuration, Aead.class),
          file.others().getPrimitive(configuration, Aead.class),
          file.others().getPrimary().getId());
    }
  }

  /// Takes the keys of the file; makes it, for its owner alone, when it is missing.
  ///
  /// @throws IllegalStateException the file may be read by others, or is not a keyset file
  public static TinkCipher open(Path file) {
    try {
      AeadConfig.register();
      return new TinkCipher(file, Keys.of(KeysetFile.open(file)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The keyset file " + file + " cannot be used: " + e, e);
    } catch (IOException e) {
      throw new UncheckedIOException("The keyset file " + file + " cannot be read", e);
    }
  }

  /// The file has the fresh keys before anything is sealed under them.
  @Override
  public synchronized boolean rotate() {
    try {
      keys = Keys.of(KeysetFile.open(file).rotated(file));
      return true;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The keyset file " + file + " cannot be rotated", e);
    } catch (IOException e) {
      throw new UncheckedIOException("The keyset file " + file + " cannot be written", e);
    }
  }

  @Override
  public byte[] rewrap(byte[] sealed, Context context) {
    return !context.purpose().equals(API_KEY) && isUnder(keys.current(), sealed)
        ? sealed
        : seal(open(sealed, context), context);
  }

  /// Tink puts a version and the key's id in front of what it seals.
  private static boolean isUnder(int keyId, byte[] sealed) {
    return sealed.length > PREFIX
        && sealed[0] == 1
        && ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt() == keyId;
  }

  @Override
  public byte[] seal(Secret plain, Context context) {
    try {
      return aead(context)
          .encrypt(plain.reveal().getBytes(StandardCharsets.UTF_8), context.bytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  @Override
  public Secret open(byte[] sealed, Context context) {
    try {
      var plain = aead(context).decrypt(sealed, context.bytes());
      return new Secret(new String(plain, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new Fault.Permanent(
          "cannot_open",
          "The secret cannot be opened: other keys, another purpose, or damaged.",
          e);
    }
  }

  private Aead aead(Context context) {
    return context.purpose().equals(API_KEY) ? keys.apiKeys() : keys.others();
  }
}
