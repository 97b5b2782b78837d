package convergence.port;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoField;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// The only place that reads the clock or draws lots. Tests replace both beans.
@Factory
public final class TimeAndChance {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @Bean
  @Singleton
  @Requires(missingBeans = InstantSource.class)
  public InstantSource instants() {
    return Clock.systemUTC();
  }

  @Bean
  @Singleton
  @Requires(missingBeans = Ids.class)
  public Ids ids() {
    return new Chance();
  }

  /// The outer class alone reads the clock.
  private static Instant now() {
    return Instant.now();
  }

  private static final class Chance implements Ids {
    private final SecureRandom secure = new SecureRandom();

    @Override
    public UUID uuid() {
      // From the fast generator: run ids are names, not secrets; every look-up by run id checks
      // the tenant.
      var now = now();
      long fraction = now.get(ChronoField.NANO_OF_SECOND) % 1_000_000 * 4096L / 1_000_000;
      long high = now.toEpochMilli() << 16 | 0x7000L | fraction;
      long chance = ThreadLocalRandom.current().nextLong() & 0x3fffffffffffffffL;
      return new UUID(high, chance | 0x8000000000000000L);
    }

    @Override
    public String base62(int length) {
      var text = new StringBuilder(length);
      for (int i = 0; i < length; i++) text.append(ALPHABET.charAt(secure.nextInt(62)));
      return text.toString();
    }

    @Override
    public double fraction() {
      return ThreadLocalRandom.current().nextDouble();
    }
  }
}
