package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// NET.*: addresses and the names in URLs.
final class NetUdfs {
  private static final Pattern FOREIGN =
      Pattern.compile("[\\p{ASCII}&&[^a-z0-9.\\-]]|(?<![^.])-|-(?![^.])");

  private static final Pattern QUERY = Pattern.compile("[?#]");

  private NetUdfs() {}

  static List<Udf> all() {
    return List.of(
        Udf.of("gs_net_host", TEXT, a -> host((String) a[0]), TEXT),
        Udf.of("gs_net_public_suffix", TEXT, a -> suffix((String) a[0], 0), TEXT),
        Udf.of("gs_net_reg_domain", TEXT, a -> suffix((String) a[0], 1), TEXT),
        Udf.of("gs_net_ip_from_string", BYTES, a -> parsed((String) a[0], false), TEXT),
        Udf.of("gs_net_safe_ip_from_string", BYTES, a -> parsed((String) a[0], true), TEXT),
        Udf.of("gs_net_ip_to_string", TEXT, a -> printed((String) a[0]), BYTES),
        Udf.of("gs_net_ip_net_mask", BYTES, a -> mask((Long) a[0], (Long) a[1]), INT, INT),
        Udf.of("gs_net_ip_trunc", BYTES, a -> truncated((String) a[0], (Long) a[1]), BYTES, INT),
        Udf.of("gs_net_ipv4_from_int", BYTES, a -> fromInteger((Long) a[0]), INT),
        Udf.of("gs_net_ipv4_to_int", INT, a -> toInteger((String) a[0]), BYTES));
  }

  /// What stands between `//`, or the beginning, and the path; without user and port. A backslash is a slash.
  private static @Nullable String host(String url) {
    // Only ASCII is white space here, and no other control character.
    String text = url.replaceAll("^[\\x09-\\x0D ]+|[\\x09-\\x0D ]+$", "").replace('\\', '/');
    String authority = authority(text);
    int port = authority.indexOf(':', authority.startsWith("[") ? brackets(authority) : 0);
    String host = port < 0 ? authority : authority.substring(0, port);
    host = host.replaceFirst("^\\.+", "").replaceFirst("\\.{2,}$", ".");
    return host.isEmpty() ? null : host;
  }

  /// Without the user. A scheme counts only where `//` follows the first colon.
  private static String authority(String text) {
    int begin = text.startsWith("//") ? 2 : 0;
    int colon = begin == 2 ? -1 : text.indexOf("://");
    if (colon >= 0
        && text.indexOf(':') == colon
        && text.indexOf('/') > colon
        && !QUERY.matcher(text.substring(0, colon)).find()) begin = colon + 3;
    int end = begin;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) end++;
    String authority = text.substring(begin, end);
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /// @return where the address in brackets ends
  private static int brackets(String authority) {
    for (int i = 1; i < authority.length(); i++)
      if ("[]".indexOf(authority.charAt(i)) >= 0) return i + 1;
    return authority.length();
  }

  /// @param more labels before the public suffix
  private static @Nullable String suffix(String url, int more) {
    String host = host(url);
    if (host == null || host.startsWith("[") || InetAddresses.isInetAddress(host)) return null;
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (bare.isEmpty() || bare.contains("..")) return null;
    InternetDomainName name;
    try {
      // Whatever else stands in a label is no part of a public suffix.
      name =
          InternetDomainName.from(FOREIGN.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll("x"));
    } catch (IllegalArgumentException e) {
      return null;
    }
    var suffix = name.registrySuffix();
    if (suffix == null) return null;
    int labels = suffix.parts().size() + more;
    String[] parts = bare.split("\\.", -1);
    if (labels > parts.length) return null;
    String found = String.join(".", List.of(parts).subList(parts.length - labels, parts.length));
    return bare.equals(host) ? found : found + ".";
  }

  private static @Nullable String parsed(String text, boolean safe) {
    if (text.indexOf('%') < 0 && InetAddresses.isInetAddress(text)) return latin(address(text));
    if (safe) return null;
    throw new QueryError("Invalid IP address");
  }

  /// Guava would take a mapped address for one of version 4.
  private static byte[] address(String text) {
    byte[] bytes = InetAddresses.forString(text).getAddress();
    if (!text.contains(":") || bytes.length == 16) return bytes;
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String printed(String bytes) {
    if (bytes.length() != 4 && bytes.length() != 16)
      throw new QueryError("The argument of NET.IP_TO_STRING() must have 4 or 16 bytes");
    try {
      String text = InetAddresses.toAddrString(InetAddress.getByAddress(bytes(bytes)));
      return bytes.length() == 16 && !text.contains(":") ? "::ffff:" + text : text;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("of 4 or 16 bytes", e);
    }
  }

  private static String mask(long size, long prefix) {
    if (size != 4 && size != 16)
      throw new QueryError("The first argument of NET.IP_NET_MASK() must be either 4 or 16");
    if (prefix < 0 || prefix > size * 8)
      throw new QueryError(
          "The second argument of NET.IP_NET_MASK() must be between 0 and " + size * 8);
    byte[] mask = new byte[(int) size];
    for (int bit = 0; bit < prefix; bit++) mask[bit / 8] |= (byte) (0x80 >> (bit % 8));
    return latin(mask);
  }

  private static String truncated(String address, long prefix) {
    int size = address.length();
    if (size != 4 && size != 16)
      throw new QueryError("The first argument of NET.IP_TRUNC() must have 4 or 16 bytes");
    if (prefix < 0 || prefix > size * 8L)
      throw new QueryError(
          "The second argument of NET.IP_TRUNC() must be between 0 and " + size * 8);
    byte[] bytes = bytes(address);
    byte[] mask = bytes(mask(size, prefix));
    for (int i = 0; i < size; i++) bytes[i] &= mask[i];
    return latin(bytes);
  }

  private static String fromInteger(long number) {
    if (number < Integer.MIN_VALUE || number > 0xFFFFFFFFL)
      throw new QueryError("The argument of NET.IPV4_FROM_INT64() is out of range: " + number);
    return latin(
        new byte[] {
          (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
        });
  }

  private static long toInteger(String address) {
    if (address.length() != 4)
      throw new QueryError("The argument of NET.IPV4_TO_INT64() must have 4 bytes");
    long number = 0;
    for (char c : address.toCharArray()) number = number << 8 | c;
    return number;
  }
}
