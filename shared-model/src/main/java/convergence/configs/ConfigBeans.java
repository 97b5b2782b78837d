package convergence.configs;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/// Opens CONFIGS_DIR, where no other bean does.
@Factory
final class ConfigBeans {
  @Bean(typed = ConfigFiles.class)
  @Singleton
  ConfigFolder folder(@Value("${convergence.configs-dir:configs}") String folder) {
    return new ConfigFolder(Path.of(folder));
  }
}
