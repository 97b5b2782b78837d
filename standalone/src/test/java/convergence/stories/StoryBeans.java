package convergence.stories;

import convergence.contract.RudeBus;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.embedded.queue.InProcessBus;
import convergence.embedded.tink.TinkCipher;
import convergence.port.Cipher;
import convergence.port.MessageBus;
import convergence.port.Warehouse;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/// What a story may put in the place of a part. Each comes only when its property asks for it.
@Factory
final class StoryBeans {
  static final String BUS = "stories.rude-bus";
  static final String CLOCK = "stories.hand-clock";
  static final String HALT = "stories.halt";
  static final String WATCHED = "stories.watched-cipher";
  static final String LEAKY = "stories.leaky-cipher";

  @Bean(typed = {RudeBus.class, MessageBus.class})
  @Primary
  @Singleton
  @Requires(property = BUS)
  RudeBus bus(InProcessBus bus) {
    return new RudeBus(bus);
  }

  @Bean(typed = {HandClock.class, InstantSource.class})
  @Primary
  @Singleton
  @Requires(property = CLOCK)
  HandClock clock() {
    return new HandClock();
  }

  /// @param order file whose appearance orders the death, see [HaltingWarehouse]
  @Bean(typed = Warehouse.class)
  @Primary
  @Singleton
  @Requires(property = HALT)
  Warehouse warehouse(DuckDbWarehouse warehouse, @Value("${" + HALT + "}") String order) {
    return new HaltingWarehouse(warehouse, Path.of(order));
  }

  @Bean(typed = {WatchedCipher.class, Cipher.class})
  @Primary
  @Singleton
  @Requires(property = WATCHED)
  WatchedCipher watched(TinkCipher cipher) {
    return new WatchedCipher(cipher);
  }

  @Bean(typed = Cipher.class)
  @Primary
  @Singleton
  @Requires(property = LEAKY)
  LeakyCipher leaky() {
    return new LeakyCipher();
  }
}
