package convergence.gateway;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A warehouse that keeps names and runs nothing: the gateway never sends it a job.
final class BareWarehouse implements Warehouse {
  private final Set<String> datasets = ConcurrentHashMap.newKeySet();
  private final Map<TableRef, TableSchema> tables = new ConcurrentHashMap<>();

  @Override
  public boolean hasDataset(String dataset) {
    return datasets.contains(dataset);
  }

  @Override
  public boolean createDataset(String dataset) {
    return datasets.add(dataset);
  }

  @Override
  public boolean createTable(TableRef table, TableSchema schema) {
    return tables.put(table, schema) == null;
  }

  @Override
  public void createView(TableRef view, TableSchema schema) {
    tables.put(view, schema);
  }

  @Override
  public Schemas schemas() {
    return new Schemas() {
      @Override
      public Optional<TableSchema> find(TableRef table) {
        return Optional.ofNullable(tables.get(table));
      }

      @Override
      public long version() {
        return tables.size();
      }
    };
  }

  @Override
  public List<String> tables(String dataset) {
    return List.of();
  }

  @Override
  public JobResult run(Job job) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<JobResult> find(JobId id) {
    return Optional.empty();
  }

  @Override
  public void cancel(JobId id) {}

  @Override
  public Optional<JobResult> forbid(JobId id) {
    return Optional.empty();
  }

  @Override
  public Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void append(List<Fact.Numbered> facts) {}
}
