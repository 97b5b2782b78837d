package convergence.tenant;

import convergence.port.Ids;
import convergence.port.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The form of an API key: `{tenant_id}_api_{26 random base62}{6 of checksum}`. A tenant id may itself hold
/// `_api_`, so a key splits at the last one. The checksum refuses junk without a look-up.
public final class KeyForm {
  private static final String MARK = "_api_";
  private static final int RANDOM = 26;
  private static final int CHECK = 6;
  private static final Pattern TAIL = Pattern.compile("[0-9A-Za-z]{32}");
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private KeyForm() {}

  /// A new key. Whoever makes it shows it once.
  public static Secret generate(TenantId tenant, Ids ids) {
    String body = tenant + MARK + ids.base62(RANDOM);
    return new Secret(body + checksum(body));
  }

  /// The tenant that a well-formed key names; empty for anything else. Says nothing of whether the key exists.
  public static Optional<TenantId> tenantOf(String key) {
    int at = key.lastIndexOf(MARK);
    if (at < 0 || key.length() > 64 + MARK.length() + RANDOM + CHECK) return Optional.empty();
    String tail = key.substring(at + MARK.length());
    if (!TAIL.matcher(tail).matches()) return Optional.empty();
    String body = key.substring(0, key.length() - CHECK);
    if (!checksum(body).equals(tail.substring(RANDOM))) return Optional.empty();
    try {
      return Optional.of(new TenantId(key.substring(0, at)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Lower-case hex of the SHA-256 of a text.
  public static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String checksum(String body) {
    var crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    long value = crc.getValue();
    var text = new char[CHECK];
    for (int i = CHECK - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (value % 62));
      value /= 62;
    }
    return new String(text);
  }
}
