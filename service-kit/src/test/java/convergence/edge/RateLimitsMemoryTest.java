package convergence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.tenant.TenantId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class RateLimitsMemoryTest {
  private static final RateLimitConfig FIVE = new RateLimitConfig(5, 0, 5, 5, 0, 5);

  @Test
  void more_addresses_than_there_is_memory_for_share_one_window() throws UnknownHostException {
    var limits = new RateLimits(FIVE, InstantSource.fixed(Instant.EPOCH));
    int refused = 0;
    for (int i = 0; i < 30_000; i++) {
      var address =
          InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i});
      var standing = limits.address(address);
      if (standing != null && !standing.allowed()) refused++;
    }
    assertThat(refused).isEqualTo(10_000 - 5);
  }

  @Test
  void a_whole_ipv6_network_is_one_caller() throws UnknownHostException {
    var limits = new RateLimits(FIVE, InstantSource.fixed(Instant.EPOCH));
    int refused = 0;
    for (int i = 0; i < 10; i++) {
      var bytes = new byte[16];
      bytes[0] = 0x20;
      bytes[15] = (byte) i;
      var standing = limits.address(InetAddress.getByAddress(bytes));
      if (standing != null && !standing.allowed()) refused++;
    }
    assertThat(refused).isEqualTo(5);
  }

  @Test
  void zero_is_no_limit() {
    var limits = new RateLimits(new RateLimitConfig(0, 0, 0, 0, 0, 0), InstantSource.system());
    assertThat(limits.all()).isNull();
    assertThat(limits.tenant(new TenantId("acme"), Access.Meter.RUNS)).isNull();
    assertThat(limits.address(InetAddress.getLoopbackAddress())).isNull();
  }
}
