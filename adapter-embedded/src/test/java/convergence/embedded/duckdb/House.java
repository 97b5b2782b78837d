package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.SqlCompiler;
import convergence.googlesql.ZetaSql;
import convergence.googlesql.resolve.ZetaSqlResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// A warehouse in a folder of its own, for the contract suites.
final class House implements AutoCloseable {
  /// One for all suites: its start takes seconds.
  private static final ZetaSql ZETA_SQL = new ZetaSql();

  private final DuckDbConfig config;
  private final DuckDbWarehouse warehouse;

  House(Path folder) {
    config =
        new DuckDbConfig(folder.resolve("data"), folder.resolve("files"), 2, 2, 2, "512MB", true);
    warehouse = open(config);
  }

  static DuckDbWarehouse open(DuckDbConfig config) {
    var names = new PhysicalNames();
    var resolver = new ZetaSqlResolver(ZETA_SQL);
    return DuckDbWarehouse.open(
        config,
        tables -> new SqlCompiler(resolver, tables)::compile,
        resolver,
        names,
        Clock.systemUTC());
  }

  DuckDbWarehouse warehouse() {
    return warehouse;
  }

  String file(String name, byte[] content) {
    try {
      Files.createDirectories(config.filesBase());
      return Files.write(config.filesBase().resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
