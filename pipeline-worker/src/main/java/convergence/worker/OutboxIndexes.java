package convergence.worker;

import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the index of the outbox, as a bean.
@Factory
final class OutboxIndexes {
  @Bean
  @Singleton
  @Named("outbox-waiting")
  Index waiting() {
    return Outbox.WAITING;
  }
}
