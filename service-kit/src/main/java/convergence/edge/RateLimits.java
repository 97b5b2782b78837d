package convergence.edge;

import convergence.edge.RateWindow.Standing;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The limits of this process, each in its own windows. Memory is bounded: idle windows are dropped, and when
/// there are too many busy ones, newcomers share one.
@Singleton
final class RateLimits {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 3_600_000;
  private static final long FORGET_EVERY = 10_000;
  private static final int WINDOWS = 20_000;

  private final InstantSource clock;
  private final @Nullable RateWindow global;
  private final Group requests;
  private final Group hours;
  private final Group runs;
  private final Group reads;
  private final Group addresses;

  RateLimits(RateLimitConfig config, InstantSource clock) {
    this.clock = clock;
    int all = config.globalPerMinute();
    this.global = all == 0 ? null : new RateWindow(all, MINUTE, clock.millis());
    this.requests = new Group(config.requestsPerMinute(), MINUTE);
    this.hours = new Group(config.requestsPerHour(), HOUR);
    this.runs = new Group(config.runsPerMinute(), MINUTE);
    this.reads = new Group(config.runReadsPerMinute(), MINUTE);
    this.addresses = new Group(config.addressPerMinute(), MINUTE);
  }

  /// Null: no limit.
  @Nullable Standing all() {
    return global == null ? null : global.take(clock.millis());
  }

  /// Where all callers stand together, without counting one more.
  @Nullable Standing look() {
    return global == null ? null : global.look(clock.millis());
  }

  @Nullable Standing tenant(TenantId tenant, Access.Meter meter) {
    return switch (meter) {
      case REQUESTS -> take(tenant.value(), requests, hours);
      case RUNS -> take(tenant.value(), runs, requests, hours);
      case RUN_READS -> take(tenant.value(), reads);
    };
  }

  /// A caller without a valid key. Of IPv6 the network counts, since one caller has a whole one.
  @Nullable Standing address(InetAddress address) {
    var bytes = address.getAddress();
    var network = address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes;
    return take(HexFormat.of().formatHex(network), addresses);
  }

  private @Nullable Standing take(String who, Group... groups) {
    long now = clock.millis();
    Standing tightest = null;
    for (int i = 0; i < groups.length; i++) {
      if (groups[i].limit == 0) continue;
      var standing = groups[i].window(who, now).take(now);
      if (!standing.allowed()) {
        for (int j = 0; j < i; j++) if (groups[j].limit != 0) groups[j].window(who, now).giveBack();
        return standing;
      }
      tightest = tightest == null ? standing : tightest.tighter(standing);
    }
    return tightest;
  }

  /// One limit's windows, by caller.
  private static final class Group {
    private final int limit;
    private final long length;
    private final Map<String, RateWindow> windows = new ConcurrentHashMap<>();
    private final RateWindow shared;
    private final AtomicLong forgotten = new AtomicLong(Long.MIN_VALUE / 2);

    Group(int limit, long length) {
      this.limit = limit;
      this.length = length;
      this.shared = new RateWindow(limit, length, 0);
    }

    RateWindow window(String who, long now) {
      var there = windows.get(who);
      if (there != null) return there;
      if (windows.size() >= WINDOWS) forgetIdle(now);
      if (windows.size() >= WINDOWS) return shared;
      return windows.computeIfAbsent(who, _ -> new RateWindow(limit, length, now));
    }

    /// Walks through all windows, so at most once in a while: newcomers must not be able to make it work.
    private void forgetIdle(long now) {
      long last = forgotten.get();
      if (now - last < FORGET_EVERY || !forgotten.compareAndSet(last, now)) return;
      windows.values().removeIf(window -> window.idleAt(now));
    }
  }
}
