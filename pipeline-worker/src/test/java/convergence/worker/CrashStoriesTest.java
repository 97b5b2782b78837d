package convergence.worker;

import static convergence.worker.Steps.load;
import static convergence.worker.Steps.nap;
import static convergence.worker.Steps.noop;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.run.RunId;
import convergence.run.RunState;
import convergence.run.StepRecord.Status;
import convergence.warehouse.JobId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a run when its worker dies, hangs or leaves, and another goes on with it.
final class CrashStoriesTest {
  @TempDir Path folder;
  private Town town;
  private SeenBy view;
  private WorkerProcess first;

  @BeforeEach
  void found() {
    town = new Town(folder);
    view = new SeenBy(town.warehouse);
    first = town.process(view);
  }

  @AfterEach
  void leave() {
    town.close();
  }

  @Test
  void a_step_whose_job_had_committed_is_not_run_again() {
    var calls = new AtomicInteger();
    town.warehouse.work("b", (_, _) -> calls.incrementAndGet() + 41);
    town.pipeline("crash", 600, noop(0, "a"), load(1, "b", "a"), load(2, "c", "b"));
    view.dieAfterCommit();
    var id = town.start(first, "crash");
    died();
    var second = town.process();
    assertThat(town.run(second, id).state()).isInstanceOf(RunState.Running.class);
    second.sweeper.takeOver();
    var run = town.settled(second, id);
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.step("b").orElseThrow().rows()).isEqualTo(42);
    assertThat(run.step("b").orElseThrow().attempt()).isEqualTo(1);
    assertThat(calls).hasValue(1);
    assertThat(town.warehouse.done("b")).containsExactly(job(id, 1, 1));
    assertThat(town.warehouse.done("c")).hasSize(1);
    assertThat(run.fence()).isEqualTo(2);
  }

  @Test
  void a_job_that_died_with_its_worker_is_submitted_again_under_the_same_id() {
    town.pipeline("crash", 600, load(0, "a"), load(1, "b", "a"));
    town.warehouse.work(
        "b",
        (_, _) -> {
          first.cutPower();
          throw new Mains.Dead();
        });
    var id = town.start(first, "crash");
    died();
    town.warehouse.work("b", (_, _) -> 3);
    var second = town.process();
    second.sweeper.takeOver();
    var run = town.settled(second, id);
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(town.warehouse.done("a")).containsExactly(job(id, 0, 1));
    assertThat(town.warehouse.done("b")).containsExactly(job(id, 1, 1));
  }

  @Test
  void a_dead_workers_run_waits_for_its_lease_and_then_goes_on() {
    town.pipeline("lease", 600, nap(0, "nap", 30_000), noop(1, "end", "nap"));
    var id = town.start(first, "lease");
    Town.until(() -> town.clock.sleepers() == 1);
    first.cutPower();
    var second = town.process();
    town.clock.turn(Duration.ofSeconds(119));
    assertThat(second.sweeper.sweep().handedOver()).isZero();
    town.clock.turn(Duration.ofSeconds(2));
    assertThat(second.sweeper.sweep().handedOver()).isEqualTo(1);
    Town.until(() -> second.runs.all().size() == 1);
    Town.until(
        () -> {
          town.clock.turn(Duration.ofSeconds(5));
          return !town.run(second, id).state().open();
        });
    assertThat(town.run(second, id).state()).isInstanceOf(RunState.Completed.class);
  }

  @Test
  void a_worker_that_beats_keeps_its_run() {
    town.pipeline("beat", 3600, nap(0, "nap", 60_000), nap(1, "more", 60_000, "nap"));
    var id = town.start(first, "beat");
    var second = town.process();
    for (int i = 0; i < 12; i++) {
      Town.until(() -> town.clock.sleepers() == 1 || !town.run(second, id).state().open());
      town.clock.turn(Duration.ofSeconds(30));
      first.heart.tick();
      assertThat(second.sweeper.sweep().handedOver()).isZero();
    }
    var run = town.settled(second, id);
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.fence()).isEqualTo(1);
  }

  @Test
  void a_worker_that_hung_too_long_writes_nothing_more() {
    var hang = new CountDownLatch(1);
    var calls = new AtomicInteger();
    town.warehouse.work(
        "slow",
        (_, _) -> {
          if (calls.incrementAndGet() == 1) {
            var _ = hang.await(20, TimeUnit.SECONDS);
            return 111;
          }
          return 222;
        });
    town.pipeline("stale", 600, load(0, "slow"), load(1, "next", "slow"));
    var id = town.start(first, "stale");
    Town.until(() -> calls.get() == 1);
    var second = town.process();
    town.clock.turn(Duration.ofSeconds(121));
    second.sweeper.sweep();
    var run = town.settled(second, id);
    hang.countDown();
    Town.until(() -> first.runs.all().isEmpty());
    assertThat(run.fence()).isEqualTo(2);
    assertThat(run.step("slow").orElseThrow().rows()).isEqualTo(222);
    assertThat(town.run(second, id)).isEqualTo(run);
    assertThat(town.warehouse.done("slow")).hasSize(1);
    assertThat(town.warehouse.done("next")).hasSize(1);
  }

  @Test
  void a_worker_that_lost_its_lease_does_not_cancel_the_new_owners_job() {
    var cancelled = new AtomicInteger();
    var go = new CountDownLatch(1);
    town.warehouse.work(
        "shared",
        (_, stop) -> {
          var _ = go.await(20, TimeUnit.SECONDS);
          if (stop.getCount() == 0) cancelled.incrementAndGet();
          return 1;
        });
    town.pipeline("shared", 6000, load(0, "shared"));
    var id = town.start(first, "shared");
    Town.until(() -> town.warehouse.running() == 1);
    var second = town.process();
    town.clock.turn(Duration.ofSeconds(121));
    second.sweeper.sweep();
    Town.until(() -> second.runs.all().size() == 1);
    first.heart.tick();
    go.countDown();
    assertThat(town.settled(second, id).state()).isInstanceOf(RunState.Completed.class);
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void a_run_that_is_cancelled_before_any_worker_took_it_is_cancelled_at_once() {
    first.handler.close();
    town.pipeline("early", 600, load(0, "a"));
    var id = town.start(first, "early");
    first.ledger.cancel(id, "somebody");
    var run = town.run(first, id);
    assertThat(run.state()).isInstanceOf(RunState.Cancelled.class);
    assertThat(town.warehouse.done("a")).isEmpty();
  }

  @Test
  void a_cancelled_run_of_a_dead_worker_is_cancelled_by_the_next_after_its_job_is_forbidden() {
    town.pipeline("cancel", 600, load(0, "a"), load(1, "b", "a"));
    town.warehouse.work(
        "a",
        (_, _) -> {
          first.cutPower();
          throw new Mains.Dead();
        });
    var id = town.start(first, "cancel");
    died();
    var second = town.process();
    second.ledger.cancel(id, "somebody");
    assertThat(town.run(second, id).state().open()).isTrue();
    second.sweeper.takeOver();
    var run = town.settled(second, id);
    assertThat(run.state()).isInstanceOf(RunState.Cancelled.class);
    assertThat(town.warehouse.isForbidden(job(id, 0, 1))).isTrue();
    assertThat(run.step("a").orElseThrow().errorCode()).isEqualTo("cancelled");
    assertThat(run.step("b").orElseThrow().status()).isEqualTo(Status.SKIPPED);
  }

  @Test
  void a_cancelled_run_of_a_dead_worker_tells_what_its_job_had_done() {
    town.warehouse.work("a", (_, _) -> 9);
    town.pipeline("cancel", 600, load(0, "a"), load(1, "b", "a"));
    view.dieAfterCommit();
    var id = town.start(first, "cancel");
    died();
    var second = town.process();
    second.ledger.cancel(id, "somebody");
    second.sweeper.takeOver();
    var run = town.settled(second, id);
    assertThat(run.state()).isInstanceOf(RunState.Cancelled.class);
    assertThat(run.step("a").orElseThrow().status()).isEqualTo(Status.COMPLETED);
    assertThat(run.step("a").orElseThrow().rows()).isEqualTo(9);
  }

  @Test
  void an_attempt_that_was_forbidden_before_a_crash_is_followed_by_the_next_attempt() {
    town.pipeline("forbidden", 600, load(0, "a"));
    town.warehouse.work(
        "a",
        (job, _) -> {
          first.cutPower();
          town.warehouse.forbid(job.id());
          throw new Mains.Dead();
        });
    var id = town.start(first, "forbidden");
    died();
    town.warehouse.work("a", (_, _) -> 4);
    var second = town.process();
    second.sweeper.takeOver();
    Town.until(
        () -> {
          if (town.clock.sleepers() > 0) town.clock.turn(Duration.ofSeconds(2));
          return !town.run(second, id).state().open();
        });
    assertThat(town.run(second, id).state()).isInstanceOf(RunState.Completed.class);
    assertThat(town.warehouse.done("a")).containsExactly(job(id, 0, 2));
  }

  @Test
  void a_worker_that_leaves_gives_its_runs_back_and_takes_no_more() {
    town.pipeline("leave", 600, noop(0, "a"), nap(1, "nap", 60_000, "a"));
    var id = town.start(first, "leave");
    Town.until(() -> town.clock.sleepers() == 1);
    first.handler.close();
    assertThat(town.run(first, id).state()).isInstanceOf(RunState.Pending.class);
    Town.until(() -> first.runs.all().isEmpty());
    var other = town.start(first, "leave", Map.of("n", 2));
    assertThat(town.run(first, other).state()).isInstanceOf(RunState.Pending.class);
    var second = town.process();
    assertThat(second.sweeper.sweep().handedOver()).isEqualTo(1);
    Town.until(() -> town.clock.sleepers() == 1);
    town.clock.turn(Duration.ofSeconds(61));
    var run = town.settled(second, id);
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.step("a").orElseThrow().revision()).isEqualTo(2);
  }

  @Test
  void the_runs_time_counts_over_all_its_workers() {
    town.pipeline("late", 100, nap(0, "nap", 50_000));
    var id = town.start(first, "late");
    Town.until(() -> town.clock.sleepers() == 1);
    first.cutPower();
    first.close();
    var second = town.process();
    town.clock.turn(Duration.ofSeconds(121));
    second.sweeper.sweep();
    var run = town.settled(second, id);
    assertThat(((RunState.Failed) run.state()).errorCode()).isEqualTo("timeout");
  }

  /// Waits until the first process is dead and nothing of it moves.
  private void died() {
    Town.until(() -> first.mains.isCut() && first.runs.all().isEmpty());
  }

  private static JobId job(RunId run, int step, int attempt) {
    return new JobId("cvg_" + run + "_" + step + "_" + attempt);
  }
}
