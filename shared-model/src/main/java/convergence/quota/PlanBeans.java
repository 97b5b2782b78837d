package convergence.quota;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/// Loads the plans at start.
@Factory
final class PlanBeans {
  @Bean
  @Singleton
  Plans plans(@Value("${convergence.configs-dir:configs}") String folder) {
    return Plans.load(Path.of(folder).resolve("plans.yml"));
  }
}
