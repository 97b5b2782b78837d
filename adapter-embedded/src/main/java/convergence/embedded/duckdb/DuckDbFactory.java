package convergence.embedded.duckdb;

import convergence.embedded.DataFolder;
import convergence.embedded.duckdb.sql.SqlCompiler;
import convergence.googlesql.ir.ScriptResolver;
import convergence.port.Pulse;
import convergence.port.Warehouse;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/// Opens the warehouse in the data folder.
@Factory
final class DuckDbFactory {
  /// @param filesBase empty: `files` in the data folder
  @Singleton
  DuckDbConfig config(
      DataFolder folder,
      @Value("${convergence.files-base:}") String filesBase,
      @Value("${convergence.duckdb.memory-limit:50%}") String memoryLimit,
      @Value("${convergence.ephemeral:false}") boolean ephemeral) {
    var files = filesBase.isEmpty() ? folder.path().resolve("files") : Path.of(filesBase);
    return DuckDbConfig.of(folder.path(), files).withMemoryLimit(memoryLimit).kept(!ephemeral);
  }

  /// @param homeProject see [PhysicalNames]
  @Singleton
  @Bean(
      typed = {DuckDbWarehouse.class, Warehouse.class, Pulse.class},
      preDestroy = "close")
  DuckDbWarehouse warehouse(
      DuckDbConfig config,
      ScriptResolver resolver,
      InstantSource clock,
      @Value("${convergence.home-project:}") String homeProject) {
    var names = new PhysicalNames(homeProject);
    return DuckDbWarehouse.open(
        config, tables -> new SqlCompiler(resolver, tables)::compile, resolver, names, clock);
  }
}
