package convergence.embedded.duckdb;

import convergence.problem.Fault;
import convergence.warehouse.Job;
import java.sql.SQLException;

/// Files → rows, read strictly: the first value that does not fit fails the load with its line and column,
/// and nothing is written. What a field means follows BigQuery's load jobs.
final class Loads {
  private final DuckDbConfig config;

  Loads(DuckDbConfig config) {
    this.config = config;
  }

  Jobs.Prepared prepare(Job.Load load) {
    var file = LoadFile.of(config.filesBase(), load.path());
    return session -> source(session, load, file);
  }

  private Source source(Session session, Job.Load load, LoadFile file) throws SQLException {
    var source =
        switch (load.format().kind()) {
          case CSV -> new CsvLoad(session, file, load.format()).source(load.columns());
          case JSONL -> new JsonLoad(session, file, config.temp()).source(load.columns());
          case PARQUET -> new ParquetLoad(session, file).source(load.columns());
        };
    if (source.columns().isEmpty())
      throw new Fault.Permanent("data_invalid", file.shown() + " has no columns");
    return source;
  }
}
