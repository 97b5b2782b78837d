package convergence.embedded.duckdb;

import java.nio.file.Path;

/// What the DuckDB warehouse needs to know; bad values stop the start.
///
/// @param dataDir holds `warehouse.duckdb` and its temporary files
/// @param filesBase the only folder whose files a load may read
/// @param jobs that run at once; DuckDB spreads each over all `threads`
/// @param readers queries that run at once, beside the jobs
/// @param threads of DuckDB's own scheduler
/// @param memoryLimit as DuckDB reads it: `4GB`, `50%`
/// @param kept false: the tables lie in memory, which spares packing and writing them, and are gone
///   at the end
public record DuckDbConfig(
    Path dataDir,
    Path filesBase,
    int jobs,
    int readers,
    int threads,
    String memoryLimit,
    boolean kept) {
  private static final String SIZE = "[0-9]+(\\.[0-9]+)?\\s*(%|[KMGT]i?B)";

  public DuckDbConfig {
    dataDir = dataDir.toAbsolutePath().normalize();
    filesBase = filesBase.toAbsolutePath().normalize();
    if (jobs < 1 || readers < 1 || threads < 1)
      throw new IllegalArgumentException(
          "convergence.duckdb: jobs, readers, threads are at least 1");
    if (!memoryLimit.matches(SIZE))
      throw new IllegalArgumentException(
          "convergence.duckdb.memory-limit is a size such as 4GB or 50%, not: " + memoryLimit);
    if (dataDir.toString().contains(";"))
      throw new IllegalArgumentException("the data folder's name may not hold a semicolon");
  }

  /// As many jobs as cores, half of the memory.
  public static DuckDbConfig of(Path dataDir, Path filesBase) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new DuckDbConfig(dataDir, filesBase, cores, Math.max(2, cores), cores, "50%", true);
  }

  DuckDbConfig withMemoryLimit(String limit) {
    return new DuckDbConfig(dataDir, filesBase, jobs, readers, threads, limit, kept);
  }

  DuckDbConfig kept(boolean kept) {
    return new DuckDbConfig(dataDir, filesBase, jobs, readers, threads, memoryLimit, kept);
  }

  Path file() {
    return dataDir.resolve("warehouse.duckdb");
  }

  Path writeAheadLog() {
    return dataDir.resolve("warehouse.duckdb.wal");
  }

  Path temp() {
    return dataDir.resolve("warehouse.tmp");
  }
}
