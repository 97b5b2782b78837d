package convergence.port;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Stands in where no adapter collects traces.
@Factory
final class TracesFactory {
  @Bean
  @Singleton
  @Requires(missingBeans = Traces.class)
  Traces none() {
    return Traces.none();
  }
}
