package convergence.embedded.sqlite;

import convergence.embedded.DataFolder;
import convergence.port.Index;
import convergence.port.Pulse;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;

/// Opens the data folder and the state in it.
@Factory
final class SqliteFactory {
  @Singleton
  @Bean(preDestroy = "close")
  DataFolder folder(@Value("${convergence.data-dir}") String folder) {
    return DataFolder.open(Path.of(folder));
  }

  @Singleton
  @Bean(
      typed = {SqliteStore.class, convergence.port.DocumentStore.class, Pulse.class},
      preDestroy = "close")
  SqliteStore store(
      DataFolder folder,
      List<Index> indexes,
      @Value("${convergence.ephemeral:false}") boolean ephemeral) {
    Path file = folder.path().resolve("state.db");
    return ephemeral ? SqliteStore.ephemeral(file, indexes) : new SqliteStore(file, indexes);
  }
}
