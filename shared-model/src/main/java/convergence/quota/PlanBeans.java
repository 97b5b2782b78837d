package convergence.quota;

import convergence.configs.ConfigFiles;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/// Loads the plans at start.
@Factory
final class PlanBeans {
  /// @param ceiling `RATE_LIMIT_PIPELINE_CONCURRENCY`; 0: none
  @Bean
  @Singleton
  Plans plans(
      ConfigFiles configs, @Value("${convergence.quota.concurrency-ceiling:0}") int ceiling) {
    var plans = Plans.load(configs);
    return ceiling == 0 ? plans : plans.under(ceiling);
  }
}
