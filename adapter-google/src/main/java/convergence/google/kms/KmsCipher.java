package convergence.google.kms;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import convergence.port.Cipher;
import convergence.port.Secret;
import convergence.problem.Fault;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// Envelope encryption: a fresh AES-256-GCM key seals the secret, KMS wraps that key; both are bound to tenant and
/// purpose. Form: version 1, length of the wrapped key, wrapped key, ciphertext.
public final class KmsCipher implements Cipher {
  private static final byte VERSION = 1;
  private static final int LONGEST_WRAPPED_KEY = 65_536;
  private static final String API_KEY = "api_key";

  private final Aead apiKeys;
  private final Aead others;

  /// @param apiKeys wraps the data keys of API keys' copies
  /// @param others wraps all other data keys
  KmsCipher(Aead apiKeys, Aead others) {
    try {
      AeadConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    this.apiKeys = apiKeys;
    this.others = others;
  }

  @Override
  public byte[] seal(Secret plain, Context context) {
    try {
      var key =
          KeysetHandle.generateNew(
              PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
      var sealed = aead(key).encrypt(bytes(plain), context.bytes());
      return written(wrapped(key, context), sealed);
    } catch (GeneralSecurityException e) {
      throw new Fault.Transient("cipher_unavailable", "KMS did not seal: " + e.getMessage());
    } catch (ApiException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Secret open(byte[] sealed, Context context) {
    try {
      var parts = ByteBuffer.wrap(sealed);
      var key = key(parts, context);
      var rest = new byte[parts.remaining()];
      parts.get(rest);
      var plain = aead(key).decrypt(rest, context.bytes());
      return new Secret(new String(plain, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | BufferUnderflowException e) {
      throw cannotOpen(e);
    } catch (ApiException e) {
      if (e.getStatusCode().getCode() == Code.INVALID_ARGUMENT) throw cannotOpen(e);
      throw unavailable(e);
    }
  }

  private KeysetHandle key(ByteBuffer parts, Context context) throws GeneralSecurityException {
    if (parts.get() != VERSION) throw new GeneralSecurityException("an unknown form");
    int length = parts.getInt();
    if (length < 0 || length > Math.min(LONGEST_WRAPPED_KEY, parts.remaining()))
      throw new GeneralSecurityException("damaged");
    var wrapped = new byte[length];
    parts.get(wrapped);
    return TinkProtoKeysetFormat.parseEncryptedKeyset(
        wrapped, wrapping(context), context.bytes(), RegistryConfiguration.get());
  }

  private byte[] wrapped(KeysetHandle key, Context context) throws GeneralSecurityException {
    return TinkProtoKeysetFormat.serializeEncryptedKeyset(
        key, wrapping(context), context.bytes(), RegistryConfiguration.get());
  }

  private static byte[] written(byte[] wrapped, byte[] sealed) {
    return ByteBuffer.allocate(5 + wrapped.length + sealed.length)
        .put(VERSION)
        .putInt(wrapped.length)
        .put(wrapped)
        .put(sealed)
        .array();
  }

  private Aead wrapping(Context context) {
    return context.purpose().equals(API_KEY) ? apiKeys : others;
  }

  private static Aead aead(KeysetHandle key) throws GeneralSecurityException {
    return key.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  private static byte[] bytes(Secret plain) {
    return plain.reveal().getBytes(StandardCharsets.UTF_8);
  }

  private static Fault.Permanent cannotOpen(Exception why) {
    return new Fault.Permanent(
        "cannot_open",
        "The secret cannot be opened: other keys, another purpose, or damaged.",
        why);
  }

  private static Fault.Transient unavailable(ApiException why) {
    return new Fault.Transient(
        "cipher_unavailable", "KMS did not answer: " + why.getStatusCode().getCode());
  }
}
