package convergence.embedded.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import convergence.port.Cipher;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// Seals with AES-256-GCM under keys of a file. API keys have a keyset of their own, so that whoever may
/// open credentials need not be able to open them.
public final class TinkCipher implements Cipher {
  private static final String API_KEY = "api_key";

  private final Aead apiKeys;
  private final Aead others;

  private TinkCipher(Aead apiKeys, Aead others) {
    this.apiKeys = apiKeys;
    this.others = others;
  }

  /// Takes the keys of the file; makes it, for its owner alone, when it is missing.
  ///
  /// @throws IllegalStateException the file may be read by others, or is not a keyset file
  public static TinkCipher open(Path file) {
    try {
      AeadConfig.register();
      var keysets = KeysetFile.open(file);
      var configuration = RegistryConfiguration.get();
      return new TinkCipher(
          keysets.apiKeys().getPrimitive(configuration, Aead.class),
          keysets.others().getPrimitive(configuration, Aead.class));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The keyset file " + file + " cannot be used: " + e, e);
    } catch (IOException e) {
      throw new UncheckedIOException("The keyset file " + file + " cannot be read", e);
    }
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
    return context.purpose().equals(API_KEY) ? apiKeys : others;
  }
}
