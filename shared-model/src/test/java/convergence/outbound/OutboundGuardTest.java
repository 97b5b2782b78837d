package convergence.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class OutboundGuardTest {
  private static final String[] INSIDE = {
    "127.0.0.1",
    "127.255.255.255",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:1ff::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "4000::1"
  };
  private static final String[] OUTSIDE = {
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "169.253.0.1",
    "198.17.255.255",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450::1",
    "2001:4860:4860::8888"
  };

  @Test
  void only_addresses_of_the_public_internet_are_public() throws UnknownHostException {
    for (var address : INSIDE)
      // Java takes a mapped address for the IPv4 one that it maps.
      if (!address.equals("::ffff:8.8.8.8"))
        assertThat(PublicAddress.is(InetAddress.getByName(address))).as(address).isFalse();
    for (var address : OUTSIDE)
      assertThat(PublicAddress.is(InetAddress.getByName(address))).as(address).isTrue();
  }

  @Test
  void an_address_is_https_and_plain() {
    var guard = new OutboundGuard("", "production");
    for (var url : new String[] {"https://hooks.example.com/x?y=z", "https://8.8.8.8:8443/"})
      assertThat(guard.parse(url)).as(url).isPresent();
    for (var url :
        new String[] {
          "http://hooks.example.com/",
          "ftp://hooks.example.com/",
          "https://user:word@hooks.example.com/",
          "https://hooks.example.com/#part",
          "https:///path",
          "https://hooks.example.com:99999/",
          "https://localhost/",
          "https://a.localhost/",
          "https://127.0.0.1/",
          "https://2130706433.0.0/ x",
          "https://[::1]/",
          "https://169.254.169.254/latest/meta-data",
          "//hooks.example.com/",
          "hooks.example.com",
          "https://hooks.example.com/" + "x".repeat(2000)
        }) assertThat(guard.parse(url)).as(url).isEmpty();
  }

  @Test
  void what_is_opened_by_name_may_be_called_and_nothing_beside_it() {
    var guard = new OutboundGuard("localhost:9000, 127.0.0.1:9001", "development");
    assertThat(guard.parse("http://localhost:9000/x")).isPresent();
    assertThat(guard.parse("https://127.0.0.1:9001/x")).isPresent();
    assertThat(guard.parse("http://localhost:9001/x")).isEmpty();
    assertThat(guard.parse("http://hooks.example.com/x")).isEmpty();
    assertThatThrownBy(() -> new OutboundGuard("localhost:9000", "production"))
        .hasMessageContaining("OUTBOUND_ALLOW");
    assertThatThrownBy(() -> new OutboundGuard("localhost", "development"))
        .hasMessageContaining("OUTBOUND_ALLOW");
  }
}
