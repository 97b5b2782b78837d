package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import convergence.port.Json;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.TableRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/// What the suites of [Warehouse] share: a dataset of the test's own and short words for jobs.
public abstract class WarehouseFixture {
  protected static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Rows that take minutes unless somebody stops them.
  private static final String SLOW =
      "SELECT COUNT(*) AS id FROM UNNEST(GENERATE_ARRAY(1, 200000)) AS a, UNNEST(GENERATE_ARRAY(1, 200000)) AS b"
          + " WHERE MOD(a * b, 7) = 12";

  protected final String dataset = "contract_" + UUID.randomUUID().toString().substring(0, 8);

  /// The warehouse under test; it may hold what earlier tests left.
  protected abstract Warehouse warehouse();

  /// Puts a file where loads may read it.
  ///
  /// @return the path that a load names
  protected abstract String file(String name, byte[] content);

  /// True while the warehouse works on this id.
  protected abstract boolean runs(JobId id);

  @BeforeEach
  final void makeDataset() {
    warehouse().createDataset(dataset);
  }

  protected final TableRef table(String name) {
    return TableRef.of(dataset, name);
  }

  /// An id that no other test uses.
  protected final JobId id(String name) {
    return new JobId(dataset + "-" + name);
  }

  protected static BoundSql sql(String text) {
    return BoundSql.of(text);
  }

  protected static BoundSql slow() {
    return sql(SLOW);
  }

  protected final Job.Query job(String id, String sql, Destination to) {
    return new Job.Query(id(id), sql(sql), Map.of(), dataset, to, PATIENCE);
  }

  protected final Job.Query slowJob(String id, Duration timeout) {
    return new Job.Query(id(id), slow(), Map.of(), dataset, append("slow"), timeout);
  }

  protected final JobResult run(String id, String sql, Destination to) {
    return warehouse().run(job(id, sql, to));
  }

  protected final Destination append(String table) {
    return to(table, Destination.Mode.APPEND, List.of(), null, null, false);
  }

  protected final Destination overwrite(String table) {
    return to(table, Destination.Mode.OVERWRITE, List.of(), null, null, false);
  }

  protected final Destination recreate(String table) {
    return to(table, Destination.Mode.OVERWRITE, List.of(), null, null, true);
  }

  protected final Destination partition(String table, String field, String day) {
    return to(table, Destination.Mode.OVERWRITE, List.of(), field, day, false);
  }

  protected final Destination merge(String table, String... keys) {
    return to(table, Destination.Mode.MERGE, List.of(keys), null, null, false);
  }

  private Destination to(
      String table,
      Destination.Mode mode,
      List<String> keys,
      @Nullable String field,
      @Nullable String day,
      boolean recreate) {
    return new Destination(table(table), mode, keys, field, day, recreate, Map.of());
  }

  protected final Rows query(String sql) {
    return warehouse().query(sql(sql), Map.of(), dataset, 1000, PATIENCE);
  }

  /// All rows; a single column's values stand alone.
  protected final List<@Nullable Object> values(String sql) {
    var values = new ArrayList<@Nullable Object>();
    for (var row : query(sql).rows()) values.add(row.size() == 1 ? row.getFirst() : row);
    return values;
  }

  /// A JSON value, read: its text may be written in other ways.
  protected static Map<?, ?> json(@Nullable Object value) {
    return Json.read((String) Objects.requireNonNull(value), Map.class);
  }

  protected final long count(String table) {
    return (Long) Objects.requireNonNull(values("SELECT COUNT(*) AS n FROM " + table).getFirst());
  }

  protected final List<String> columns(String table) {
    return warehouse().schemas().find(table(table)).orElseThrow().columns().stream()
        .map(Column::name)
        .toList();
  }

  protected static <F extends Fault> F fails(Class<F> kind, Runnable act) {
    var fault = catchThrowableOfType(kind, act::run);
    assertThat(fault).as("a fault of kind " + kind.getSimpleName()).isNotNull();
    return fault;
  }

  protected static void refused(String code, Runnable act) {
    assertThat(fails(Fault.Permanent.class, act).code()).isEqualTo(code);
  }

  /// Starts all at one moment and waits for the end of all.
  protected static <T> List<Future<T>> atOnce(List<Callable<T>> acts) throws InterruptedException {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures =
          acts.stream()
              .map(
                  act ->
                      threads.submit(
                          () -> {
                            start.await();
                            return act.call();
                          }))
              .toList();
      start.countDown();
      return futures;
    }
  }
}
