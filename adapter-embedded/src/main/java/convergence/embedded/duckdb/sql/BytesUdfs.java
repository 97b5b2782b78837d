package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Functions over BYTES, which come and go as hex.
final class BytesUdfs {
  private static final HexFormat HEX = HexFormat.of();
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private BytesUdfs() {}

  static List<Udf> all() {
    List<Udf> all = new ArrayList<>();
    for (var algorithm : List.of("MD5", "SHA-1", "SHA-256", "SHA-512")) {
      String name = "gs_" + algorithm.replace("-", "").toLowerCase(Locale.ROOT);
      all.add(Udf.of(name, TEXT, a -> hash(algorithm, (String) a[0]), TEXT));
    }
    all.add(Udf.of("gs_bytes_text", TEXT, a -> shown(bytes((String) a[0])), TEXT));
    all.add(Udf.of("gs_checked_hex", TEXT, a -> checkedHex((String) a[0]), TEXT));
    all.add(Udf.of("gs_base64_to_hex", TEXT, a -> fromBase64((String) a[0]), TEXT));
    all.add(Udf.of("gs_hex_to_base32", TEXT, a -> toBase32(bytes((String) a[0])), TEXT));
    all.add(Udf.of("gs_base32_to_hex", TEXT, a -> fromBase32((String) a[0]), TEXT));
    all.add(Udf.of("gs_hex_to_text", TEXT, a -> forgiven(bytes((String) a[0])), TEXT));
    return all;
  }

  /// Each byte that is no part of a character becomes U+FFFD.
  private static String forgiven(byte[] bytes) {
    var text = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = Integer.numberOfLeadingZeros(~(bytes[at] << 24));
      length = length == 0 ? 1 : Math.min(length, bytes.length - at);
      String character = new String(bytes, at, length, StandardCharsets.UTF_8);
      boolean whole =
          character.codePointCount(0, character.length()) == 1 && !character.equals("\uFFFD");
      if (whole || isReplacement(bytes, at)) {
        text.append(character);
        at += length;
      } else {
        text.append('\uFFFD');
        at++;
      }
    }
    return text.toString();
  }

  private static boolean isReplacement(byte[] bytes, int at) {
    return at + 2 < bytes.length
        && bytes[at] == (byte) 0xEF
        && bytes[at + 1] == (byte) 0xBF
        && bytes[at + 2] == (byte) 0xBD;
  }

  private static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  /// Printable ASCII as it is, the rest escaped.
  private static String shown(byte[] bytes) {
    var text = new StringBuilder();
    for (byte b : bytes) {
      if (b >= ' ' && b < 127 && b != '\\') text.append((char) b);
      else text.append(b == '\\' ? "\\\\" : "\\x%02x".formatted(b & 0xFF));
    }
    return text.toString();
  }

  private static String hash(String algorithm, String hex) {
    try {
      return HEX.formatHex(MessageDigest.getInstance(algorithm).digest(bytes(hex)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it: " + algorithm, e);
    }
  }

  private static String checkedHex(String text) {
    String even = text.length() % 2 == 0 ? text : "0" + text;
    try {
      return HEX.formatHex(HEX.parseHex(even));
    } catch (IllegalArgumentException e) {
      throw new QueryError("Failed to decode invalid hexadecimal string: " + text);
    }
  }

  private static String fromBase64(String text) {
    try {
      return HEX.formatHex(Base64.getDecoder().decode(text.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      throw new QueryError("Failed to decode invalid base64 string");
    }
  }

  private static String toBase32(byte[] bytes) {
    var text = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 5) {
      long block = 0;
      int have = Math.min(5, bytes.length - i);
      for (int j = 0; j < 5; j++) block = (block << 8) | (j < have ? bytes[i + j] & 0xFF : 0);
      int digits = (have * 8 + 4) / 5;
      for (int j = 0; j < 8; j++) {
        text.append(j < digits ? BASE32.charAt((int) ((block >> (35 - 5 * j)) & 31)) : '=');
      }
    }
    return text.toString();
  }

  private static String fromBase32(String text) {
    String digits = text.replaceAll("=+$", "");
    if (text.length() % 8 != 0 || List.of(1, 3, 6).contains(digits.length() % 8))
      throw new QueryError("Failed to decode invalid base32 string");
    var bytes = new byte[digits.length() * 5 / 8];
    long buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = BASE32.indexOf(c);
      if (digit < 0) throw new QueryError("Failed to decode invalid base32 string");
      buffer = (buffer << 5) | digit;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    return HEX.formatHex(bytes);
  }
}
