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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A warehouse without SQL that keeps the effects protocol: an id takes effect at most once, a forbidden one
/// never. What a job does is told by the name of its table.
final class LedgerWarehouse implements Warehouse {
  /// What happens when a job for a table runs, before its effect is written.
  interface Work {
    /// @param cancelled opens when the job is asked to stop
    /// @return rows
    long run(Job job, CountDownLatch cancelled) throws InterruptedException;
  }

  private final Map<String, Work> works = new ConcurrentHashMap<>();
  private final Map<String, Fault> refusals = new ConcurrentHashMap<>();
  private final Map<JobId, CountDownLatch> running = new ConcurrentHashMap<>();
  // Below: under `this`.
  private final Map<JobId, JobResult> effects = new HashMap<>();
  private final Set<JobId> forbidden = new HashSet<>();
  private final Map<String, List<JobId>> done = new LinkedHashMap<>();
  private final Map<TableRef, TableSchema> tables = new HashMap<>();
  private final Set<String> datasets = new TreeSet<>();
  private long highest;

  final List<Fact.Numbered> facts = Collections.synchronizedList(new ArrayList<>());
  final List<String> queries = new CopyOnWriteArrayList<>();
  final List<Rows> answers = new CopyOnWriteArrayList<>();

  /// How the jobs of a table go; without it they write one row.
  void work(String table, Work work) {
    works.put(table, work);
  }

  /// Rows of this metadata table are not taken.
  void refuse(String table, Fault why) {
    refusals.put(table, why);
  }

  /// Jobs that took effect on a table, in order.
  synchronized List<JobId> done(String table) {
    return List.copyOf(done.getOrDefault(table, List.of()));
  }

  synchronized boolean isForbidden(JobId id) {
    return forbidden.contains(id);
  }

  int running() {
    return running.size();
  }

  @Override
  public JobResult run(Job job) {
    var known = known(job.id());
    if (known.isPresent()) return known.get();
    var cancelled = running.computeIfAbsent(job.id(), _ -> new CountDownLatch(1));
    try {
      var work = works.getOrDefault(job.destination().table().table(), (_, _) -> 1);
      return commit(job, work.run(job, cancelled));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      running.remove(job.id());
    }
  }

  private synchronized Optional<JobResult> known(JobId id) {
    if (forbidden.contains(id)) throw new Fault.Permanent("forbidden_job", "forbidden: " + id);
    return find(id);
  }

  private synchronized JobResult commit(Job job, long rows) {
    var known = known(job.id());
    if (known.isPresent()) return known.get();
    effects.put(job.id(), new JobResult(rows, 0, true));
    done.computeIfAbsent(job.destination().table().table(), _ -> new ArrayList<>()).add(job.id());
    return new JobResult(rows, 0, false);
  }

  @Override
  public synchronized Optional<JobResult> find(JobId id) {
    return Optional.ofNullable(effects.get(id));
  }

  @Override
  public void cancel(JobId id) {
    var cancelled = running.get(id);
    if (cancelled != null) cancelled.countDown();
  }

  @Override
  public synchronized Optional<JobResult> forbid(JobId id) {
    if (!effects.containsKey(id)) forbidden.add(id);
    return find(id);
  }

  @Override
  public synchronized boolean hasDataset(String dataset) {
    return datasets.contains(dataset);
  }

  @Override
  public synchronized boolean createDataset(String dataset) {
    return datasets.add(dataset);
  }

  @Override
  public synchronized boolean createTable(TableRef table, TableSchema schema) {
    return tables.putIfAbsent(table, schema) == null;
  }

  @Override
  public synchronized void createView(TableRef view, TableSchema schema) {
    tables.put(view, schema);
  }

  @Override
  public Schemas schemas() {
    return new Schemas() {
      @Override
      public Optional<TableSchema> find(TableRef table) {
        synchronized (LedgerWarehouse.this) {
          return Optional.ofNullable(tables.get(table));
        }
      }

      @Override
      public long version() {
        return 1;
      }
    };
  }

  @Override
  public synchronized List<String> tables(String dataset) {
    return tables.keySet().stream()
        .filter(t -> t.dataset().equals(dataset))
        .map(TableRef::table)
        .sorted()
        .toList();
  }

  @Override
  public Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout) {
    queries.add(sql.text());
    return answers.removeFirst();
  }

  @Override
  public synchronized void append(List<Fact.Numbered> batch) {
    for (var fact : batch) {
      var refusal = refusals.get(fact.fact().table());
      if (refusal != null) throw refusal;
    }
    for (var fact : batch) {
      if (fact.seq() <= highest) continue;
      highest = fact.seq();
      facts.add(fact);
    }
  }
}
