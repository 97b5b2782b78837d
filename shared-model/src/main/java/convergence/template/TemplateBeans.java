package convergence.template;

import convergence.configs.ConfigFiles;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Makes the catalogue of CONFIGS_DIR.
@Factory
final class TemplateBeans {
  @Bean
  @Singleton
  TemplateCatalog catalog(ConfigFiles configs, InstantSource clock) {
    return new TemplateCatalog(configs, clock);
  }
}
