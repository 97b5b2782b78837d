package convergence.template;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/// Makes the catalogue of CONFIGS_DIR.
@Factory
final class TemplateBeans {
  @Bean
  @Singleton
  TemplateCatalog catalog(
      @Value("${convergence.configs-dir:configs}") String folder, InstantSource clock) {
    return new TemplateCatalog(Path.of(folder), clock);
  }
}
