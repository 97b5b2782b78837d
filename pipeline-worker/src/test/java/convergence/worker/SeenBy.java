package convergence.worker;

import convergence.port.Fact;
import convergence.port.Warehouse;
import convergence.problem.Fault;
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
import org.jspecify.annotations.Nullable;

/// The warehouse as one process sees it; it may die right after a job has committed.
final class SeenBy implements Warehouse {
  private final Warehouse warehouse;
  private volatile @Nullable Mains mains;
  private volatile boolean diesAfterCommit;
  private volatile boolean losesAnswers;

  SeenBy(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  void mains(Mains of) {
    mains = of;
  }

  void dieAfterCommit() {
    diesAfterCommit = true;
  }

  void loseAnswers() {
    losesAnswers = true;
  }

  private Warehouse live() {
    var power = mains;
    if (power != null) power.live();
    return warehouse;
  }

  @Override
  public JobResult run(Job job) {
    var result = live().run(job);
    var power = mains;
    if (diesAfterCommit && power != null) power.cut();
    live();
    if (losesAnswers) throw new Fault.Transient("unavailable", "the connection was lost");
    return result;
  }

  @Override
  public Optional<JobResult> find(JobId id) {
    return live().find(id);
  }

  @Override
  public void cancel(JobId id) {
    live().cancel(id);
  }

  @Override
  public Optional<JobResult> forbid(JobId id) {
    return live().forbid(id);
  }

  @Override
  public boolean hasDataset(String dataset) {
    return live().hasDataset(dataset);
  }

  @Override
  public boolean createDataset(String dataset) {
    return live().createDataset(dataset);
  }

  @Override
  public boolean createTable(TableRef table, TableSchema schema) {
    return live().createTable(table, schema);
  }

  @Override
  public void createView(TableRef view, TableSchema schema) {
    live().createView(view, schema);
  }

  @Override
  public Schemas schemas() {
    return live().schemas();
  }

  @Override
  public List<String> tables(String dataset) {
    return live().tables(dataset);
  }

  @Override
  public Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout) {
    return live().query(sql, values, defaultDataset, limit, timeout);
  }

  @Override
  public void append(List<Fact.Numbered> facts) {
    live().append(facts);
  }
}
