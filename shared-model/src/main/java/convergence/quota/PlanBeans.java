package convergence.quota;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/// Loads the plans at start.
@Factory
final class PlanBeans {
  /// @param ceiling `RATE_LIMIT_PIPELINE_CONCURRENCY`; 0: none
  @Bean
  @Singleton
  Plans plans(
      @Value("${convergence.configs-dir:configs}") String folder,
      @Value("${convergence.quota.concurrency-ceiling:0}") int ceiling) {
    var plans = Plans.load(Path.of(folder).resolve("plans.yml"));
    return ceiling == 0 ? plans : plans.under(ceiling);
  }
}
