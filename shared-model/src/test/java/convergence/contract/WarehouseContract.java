package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobResult;
import convergence.warehouse.TableRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Job ids of a [convergence.port.Warehouse]: an id takes effect at most once, can be found, stopped and
/// forbidden. Write modes: [WarehouseWritesContract]; files: [WarehouseLoadsContract]; tables, views, queries and
/// facts: [WarehouseTablesContract].
public abstract class WarehouseContract extends WarehouseFixture {
  private static final String ONE_ROW = "SELECT 1 AS id, 'a' AS name";

  @Test
  final void the_same_id_twice_takes_effect_once() {
    var first = run("twice", ONE_ROW, append("t"));
    var second = run("twice", ONE_ROW, append("t"));
    assertThat(first).isEqualTo(new JobResult(1, first.bytes(), false));
    assertThat(second.rows()).isEqualTo(1);
    assertThat(second.attached()).isTrue();
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void many_threads_with_the_same_id_take_effect_once() throws Exception {
    var acts = new ArrayList<Callable<JobResult>>();
    for (int i = 0; i < 8; i++) acts.add(() -> run("race", ONE_ROW, append("t")));
    long own = 0;
    for (var result : atOnce(acts)) if (!result.get().attached()) own++;
    assertThat(own).isEqualTo(1);
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void different_ids_on_one_table_all_take_effect() throws Exception {
    var acts = new ArrayList<Callable<JobResult>>();
    for (int i = 0; i < 8; i++) {
      String id = "all" + i;
      acts.add(() -> untilNoConflict(job(id, ONE_ROW, append("t"))));
    }
    for (var result : atOnce(acts)) assertThat(result.get().rows()).isEqualTo(1);
    assertThat(count("t")).isEqualTo(8);
  }

  @Test
  final void overwrites_of_one_empty_partition_at_once_leave_the_rows_of_one() throws Exception {
    var acts = new ArrayList<Callable<JobResult>>();
    for (int i = 0; i < 6; i++) {
      String sql =
          "SELECT DATE '2024-05-01' AS day, "
              + i
              + " AS n UNION ALL SELECT DATE '2024-05-01', "
              + i;
      var job = job("part" + i, sql, partition("t", "day", "2024-05-01"));
      acts.add(() -> untilNoConflict(job));
    }
    for (var result : atOnce(acts)) assertThat(result.get().rows()).isEqualTo(2);
    assertThat(values("SELECT n FROM t")).hasSize(2);
    assertThat(values("SELECT DISTINCT n FROM t")).hasSize(1);
  }

  private JobResult untilNoConflict(Job job) {
    while (true) {
      try {
        return warehouse().run(job);
      } catch (Fault.Transient e) {
        assertThat(e.code()).isEqualTo("conflict");
      }
    }
  }

  @Test
  final void an_id_with_another_configuration_is_refused() {
    run("mine", ONE_ROW, append("t"));
    refused("job_mismatch", () -> run("mine", "SELECT 2 AS id, 'b' AS name", append("t")));
    refused("job_mismatch", () -> run("mine", ONE_ROW, append("u")));
    assertThat(count("t")).isEqualTo(1);
  }

  @Test
  final void another_time_limit_is_not_another_configuration() {
    run("patient", ONE_ROW, append("t"));
    var hurried =
        new Job.Query(
            id("patient"), sql(ONE_ROW), Map.of(), dataset, append("t"), Duration.ofSeconds(30));
    assertThat(warehouse().run(hurried).attached()).isTrue();
  }

  @Test
  final void a_finished_id_is_found_and_an_unknown_one_is_not() {
    assertThat(warehouse().find(id("found"))).isEmpty();
    run("found", ONE_ROW, append("t"));
    assertThat(warehouse().find(id("found")).orElseThrow().rows()).isEqualTo(1);
  }

  @Test
  final void a_failed_id_is_not_found_and_may_run_again() {
    refused("table_not_found", () -> run("again", "SELECT id FROM later", append("t")));
    assertThat(warehouse().find(id("again"))).isEmpty();
    run("make", "SELECT 7 AS id", append("later"));
    assertThat(run("again", "SELECT id FROM later", append("t")).attached()).isFalse();
  }

  @Test
  final void a_dataset_that_is_not_there_is_a_permanent_fault() {
    var nowhere = overwrite("t");
    var to =
        new Destination(
            TableRef.of("no_" + dataset, "t"),
            nowhere.mode(),
            List.of(),
            null,
            null,
            false,
            Map.of());
    refused("table_not_found", () -> run("nowhere", ONE_ROW, to));
  }

  @Test
  final void sql_that_does_not_resolve_is_a_permanent_fault() {
    refused("sql_invalid", () -> run("broken", "SELECT nothing FROM", append("t")));
  }

  @Test
  final void a_value_that_cannot_be_computed_is_a_permanent_fault() {
    run("numbers", "SELECT 0 AS id UNION ALL SELECT 1", append("numbers"));
    refused("data_invalid", () -> run("a", "SELECT DIV(1, id) AS id FROM numbers", append("t")));
    refused("data_invalid", () -> run("b", "SELECT 1 / id AS id FROM numbers", append("t")));
    refused(
        "data_invalid",
        () -> query("SELECT CAST(CONCAT('x', CAST(id AS STRING)) AS INT64) FROM numbers"));
    assertThat(warehouse().tables(dataset)).containsExactly("numbers");
  }

  @Test
  final void a_forbidden_id_never_takes_effect() {
    assertThat(warehouse().forbid(id("never"))).isEmpty();
    assertThat(warehouse().forbid(id("never"))).isEmpty();
    refused("forbidden_job", () -> run("never", ONE_ROW, append("t")));
    assertThat(warehouse().find(id("never"))).isEmpty();
    assertThat(warehouse().tables(dataset)).isEmpty();
  }

  @Test
  final void forbidding_what_has_finished_says_what_it_did() {
    run("done", ONE_ROW, append("t"));
    assertThat(warehouse().forbid(id("done")).orElseThrow().rows()).isEqualTo(1);
    assertThat(run("done", ONE_ROW, append("t")).attached()).isTrue();
  }

  @Test
  final void forbidding_a_running_id_ends_it() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = threads.submit(() -> warehouse().run(slowJob("ends", PATIENCE)));
      awaitStart(running, "ends");
      assertThat(warehouse().forbid(id("ends"))).isEmpty();
      assertThat(faultOf(running)).isInstanceOf(Fault.class);
      refused("forbidden_job", () -> warehouse().run(slowJob("ends", PATIENCE)));
    }
  }

  private void awaitStart(Future<?> running, String id) {
    while (!runs(id(id))) {
      assertThat(running.isDone()).as("still to run").isFalse();
      Thread.onSpinWait();
    }
  }

  private static Throwable faultOf(Future<?> running) throws InterruptedException {
    try {
      running.get();
      throw new AssertionError("it ended well");
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  @Test
  final void a_cancelled_job_ends_and_leaves_nothing() throws Exception {
    warehouse().cancel(id("unknown"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = threads.submit(() -> warehouse().run(slowJob("cancelled", PATIENCE)));
      awaitStart(running, "cancelled");
      warehouse().cancel(id("cancelled"));
      assertThat(faultOf(running)).isInstanceOf(Fault.Cancelled.class);
    }
    assertThat(warehouse().tables(dataset)).doesNotContain("slow");
    assertThat(warehouse().find(id("cancelled"))).isEmpty();
  }

  @Test
  final void a_job_stops_at_its_time_limit() {
    fails(Fault.TimedOut.class, () -> warehouse().run(slowJob("limited", Duration.ofMillis(300))));
    assertThat(warehouse().tables(dataset)).doesNotContain("slow");
  }

  @Test
  final void a_query_stops_at_its_time_limit() {
    fails(
        Fault.TimedOut.class,
        () -> warehouse().query(slow(), Map.of(), dataset, 1, Duration.ofMillis(300)));
  }

  @Test
  final void interrupting_the_caller_cancels_the_job() throws Exception {
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    var running = threads.submit(() -> warehouse().run(slowJob("interrupted", PATIENCE)));
    awaitStart(running, "interrupted");
    threads.shutdownNow();
    assertThat(faultOf(running)).isInstanceOf(Fault.Cancelled.class);
    assertThat(warehouse().forbid(id("interrupted"))).isEmpty();
    threads.close();
  }

  @Test
  final void facts_reads_and_small_writes_do_not_wait_for_jobs() throws Exception {
    run("ready", ONE_ROW, append("t"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<JobResult>>();
      for (int i = 0; i < 16; i++) {
        var job =
            new Job.Query(id("slow" + i), slow(), Map.of(), dataset, append("slow" + i), PATIENCE);
        running.add(threads.submit(() -> warehouse().run(job)));
        if (i == 0) awaitStart(running.getFirst(), "slow0");
      }
      assertThat(count("t")).isEqualTo(1);
      assertThat(warehouse().find(id("ready"))).isPresent();
      assertThat(warehouse().forbid(id("other"))).isEmpty();
      assertThat(warehouse().createDataset(dataset + "_2")).isTrue();
      assertThat(runs(id("slow0"))).as("the jobs still run").isTrue();
      for (int i = 0; i < 16; i++) warehouse().cancel(id("slow" + i));
      for (var job : running) assertThat(faultOf(job)).isInstanceOf(Fault.Cancelled.class);
    }
  }
}
