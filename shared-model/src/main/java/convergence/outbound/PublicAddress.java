package convergence.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// Tells an address on the public internet from all others: this machine, its networks, its cloud's metadata, and
/// every form of IPv6 that leads to an IPv4 address.
public final class PublicAddress {
  private record Net4(int address, int bits) {
    static Net4 of(int a, int b, int c, int bits) {
      return new Net4(a << 24 | b << 16 | c << 8, bits);
    }

    boolean holds(int other) {
      return (address ^ other) >>> (32 - bits) == 0;
    }
  }

  // RFC 6890 and its registry.
  private static final Net4[] NOT_PUBLIC = {
    Net4.of(0, 0, 0, 8),
    Net4.of(10, 0, 0, 8),
    Net4.of(100, 64, 0, 10),
    Net4.of(127, 0, 0, 8),
    Net4.of(169, 254, 0, 16),
    Net4.of(172, 16, 0, 12),
    Net4.of(192, 0, 0, 24),
    Net4.of(192, 0, 2, 24),
    Net4.of(192, 88, 99, 24),
    Net4.of(192, 168, 0, 16),
    Net4.of(198, 18, 0, 15),
    Net4.of(198, 51, 100, 24),
    Net4.of(203, 0, 113, 24),
    Net4.of(224, 0, 0, 3)
  };

  private PublicAddress() {}

  public static boolean is(InetAddress address) {
    var bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] b) {
    int address = ByteBuffer.wrap(b).getInt();
    for (var net : NOT_PUBLIC) if (net.holds(address)) return false;
    return true;
  }

  /// Global unicast alone (2000::/3), but for Teredo and its neighbours (2001::/23), documentation (2001:db8::/32,
  /// 3fff::/20) and 6to4 (2002::/16). All else, NAT64 (64:ff9b::/96), mapped and unique local addresses among it,
  /// is not.
  private static boolean isPublic6(byte[] b) {
    int first = ByteBuffer.wrap(b).getShort(0) & 0xffff;
    int second = ByteBuffer.wrap(b).getShort(2) & 0xffff;
    if (first >>> 13 != 1) return false;
    if (first == 0x2001) return second >>> 9 != 0 && second != 0x0db8;
    return first != 0x2002 && !(first == 0x3fff && second >>> 12 == 0);
  }
}
