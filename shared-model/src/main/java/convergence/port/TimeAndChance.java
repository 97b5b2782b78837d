package convergence.port;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
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

  private static final class Chance implements Ids {
    private final SecureRandom secure = new SecureRandom();

    @Override
    public UUID uuid() {
      // A version-4 UUID from the fast generator: run ids are names, not secrets; every look-up
      // by run id checks the tenant.
      var random = ThreadLocalRandom.current();
      long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
      long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
      return new UUID(high, low);
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
