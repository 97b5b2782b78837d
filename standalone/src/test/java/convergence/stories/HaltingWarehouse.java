package convergence.stories;

import convergence.port.Fact;
import convergence.port.Warehouse;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The warehouse of a process that dies, when it is told so, just between a job's commit and the record of its
/// step: like kill -9 that runs no hook and writes nothing more. The order is a file that holds a number: which
/// of the next jobs to commit is the last.
final class HaltingWarehouse implements Warehouse {
  private final Warehouse warehouse;
  private final Path order;
  private final AtomicInteger committed = new AtomicInteger();

  HaltingWarehouse(Warehouse warehouse, Path order) {
    this.warehouse = warehouse;
    this.order = order;
  }

  @Override
  public JobResult run(Job job) {
    var result = warehouse.run(job);
    if (!result.attached() && Files.exists(order) && committed.incrementAndGet() == number())
      Runtime.getRuntime().halt(137);
    return result;
  }

  private int number() {
    try {
      return Integer.parseInt(Files.readString(order).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasDataset(String dataset) {
    return warehouse.hasDataset(dataset);
  }

  @Override
  public boolean createDataset(String dataset) {
    return warehouse.createDataset(dataset);
  }

  @Override
  public boolean createTable(TableRef table, TableSchema schema) {
    return warehouse.createTable(table, schema);
  }

  @Override
  public void createView(TableRef view, TableSchema schema) {
    warehouse.createView(view, schema);
  }

  @Override
  public Schemas schemas() {
    return warehouse.schemas();
  }

  @Override
  public List<String> tables(String dataset) {
    return warehouse.tables(dataset);
  }

  @Override
  public Optional<JobResult> find(JobId id) {
    return warehouse.find(id);
  }

  @Override
  public void cancel(JobId id) {
    warehouse.cancel(id);
  }

  @Override
  public Optional<JobResult> forbid(JobId id) {
    return warehouse.forbid(id);
  }

  @Override
  public Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout) {
    return warehouse.query(sql, values, defaultDataset, limit, timeout);
  }

  @Override
  public void append(List<Fact.Numbered> facts) {
    warehouse.append(facts);
  }
}
