package convergence.worker;

import static convergence.worker.Steps.load;
import static convergence.worker.Steps.nap;
import static convergence.worker.Steps.noop;
import static convergence.worker.Steps.step;
import static convergence.worker.Steps.tries;
import static convergence.worker.Steps.within;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.run.Acceptance;
import convergence.run.RunId;
import convergence.run.RunOrder;
import convergence.run.RunRequest;
import convergence.run.RunState;
import convergence.run.StepRecord.Status;
import convergence.run.TriggerType;
import convergence.template.PlannedStep;
import convergence.template.PlannedStep.Trigger;
import convergence.template.StepSpec;
import convergence.warehouse.JobId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a run in one worker.
final class RunStoriesTest {
  @TempDir Path folder;
  private Town town;
  private WorkerProcess worker;

  @BeforeEach
  void found() {
    town = new Town(folder);
    worker = town.process();
  }

  @AfterEach
  void leave() {
    town.close();
  }

  @Test
  void a_trivial_run_completes() {
    town.pipeline("trivial", 60, noop(0, "wait"));
    var run = town.settled(worker, town.start(worker, "trivial"));
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.step("wait").orElseThrow().status()).isEqualTo(Status.COMPLETED);
    assertThat(run.step("wait").orElseThrow().startedAt()).isNotNull();
    Town.until(() -> worker.handler.permits().inUse() == 0);
    assertThat(worker.runs.all()).isEmpty();
  }

  @Test
  void forty_steps_one_after_another_complete_in_order() {
    var steps = new ArrayList<PlannedStep>();
    for (int i = 0; i < 40; i++)
      steps.add(i == 0 ? noop(0, "s0") : noop(i, "s" + i, "s" + (i - 1)));
    town.pipeline("forty", 60, steps.toArray(PlannedStep[]::new));
    var run = town.settled(worker, town.start(worker, "forty"));
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.steps()).hasSize(40).allMatch(s -> s.status() == Status.COMPLETED);
  }

  @Test
  void steps_that_depend_on_the_same_step_run_beside_each_other() {
    var meet = new CyclicBarrier(2);
    LedgerWarehouse.Work both =
        (_, _) -> {
          try {
            meet.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new Fault.Permanent("alone", "the other step never came");
          }
          return 1;
        };
    town.warehouse.work("left", both);
    town.warehouse.work("right", both);
    town.pipeline(
        "wave",
        60,
        noop(0, "first"),
        load(1, "left", "first"),
        load(2, "right", "first"),
        load(3, "last", "left", "right"));
    var run = town.settled(worker, town.start(worker, "wave"));
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(town.warehouse.done("last")).hasSize(1);
  }

  @Test
  void a_transient_fault_is_tried_again_under_a_new_id_and_the_old_one_is_forbidden() {
    var calls = new AtomicInteger();
    town.warehouse.work(
        "flaky",
        (_, _) -> {
          if (calls.incrementAndGet() < 3) throw new Fault.Transient("conflict", "try later");
          return 7;
        });
    town.pipeline("retry", 600, load(0, "flaky"));
    var id = town.start(worker, "retry");
    turnUntilEnded(id);
    var step = town.step(worker, id, "flaky");
    assertThat(step.status()).isEqualTo(Status.COMPLETED);
    assertThat(step.attempt()).isEqualTo(3);
    assertThat(step.rows()).isEqualTo(7);
    assertThat(town.warehouse.done("flaky")).containsExactly(job(id.toString(), 0, 3));
    assertThat(town.warehouse.isForbidden(job(id.toString(), 0, 1))).isTrue();
    assertThat(town.warehouse.isForbidden(job(id.toString(), 0, 2))).isTrue();
  }

  @Test
  void a_transient_fault_of_a_job_that_had_committed_is_a_success() {
    var view = new SeenBy(town.warehouse);
    view.loseAnswers();
    worker.close();
    var other = town.process(view);
    town.pipeline("lost", 600, load(0, "lost"));
    var run = town.settled(other, town.start(other, "lost"));
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.step("lost").orElseThrow().attempt()).isEqualTo(1);
    assertThat(town.warehouse.done("lost")).hasSize(1);
  }

  @Test
  void retries_end_and_the_run_fails_with_the_fault() {
    town.warehouse.work(
        "down",
        (_, _) -> {
          throw new Fault.Transient("unavailable", "the warehouse does not answer");
        });
    town.pipeline("down", 600, tries(2, load(0, "down")), noop(1, "after", "down"));
    var id = town.start(worker, "down");
    turnUntilEnded(id);
    var run = town.run(worker, id);
    assertThat(run.state())
        .isInstanceOfSatisfying(
            RunState.Failed.class,
            failed -> {
              assertThat(failed.errorCode()).isEqualTo("unavailable");
              assertThat(failed.message()).contains("down", "does not answer");
            });
    assertThat(run.step("down").orElseThrow().attempt()).isEqualTo(3);
    assertThat(run.step("after").orElseThrow().status()).isEqualTo(Status.SKIPPED);
  }

  @Test
  void a_permanent_fault_is_not_tried_again() {
    var calls = new AtomicInteger();
    town.warehouse.work(
        "bad",
        (_, _) -> {
          calls.incrementAndGet();
          throw new Fault.Permanent("sql_invalid", "no such column");
        });
    town.pipeline("bad", 600, load(0, "bad"));
    var run = town.settled(worker, town.start(worker, "bad"));
    assertThat(((RunState.Failed) run.state()).errorCode()).isEqualTo("sql_invalid");
    assertThat(calls).hasValue(1);
  }

  @Test
  void a_bug_fails_the_run_without_its_internals() {
    town.warehouse.work(
        "bug",
        (_, _) -> {
          throw new IllegalStateException("/secret/path of SomeClass");
        });
    town.pipeline("bug", 600, load(0, "bug"));
    var run = town.settled(worker, town.start(worker, "bug"));
    assertThat(run.state())
        .isInstanceOfSatisfying(
            RunState.Failed.class,
            failed -> {
              assertThat(failed.errorCode()).isEqualTo("bug");
              assertThat(failed.message()).doesNotContain("secret", "SomeClass");
            });
    // What the job did before the bug can never come to light.
    assertThat(town.warehouse.isForbidden(job(run.id().toString(), 0, 1))).isTrue();
  }

  @Test
  void a_step_that_takes_too_long_is_stopped_and_its_job_forbidden() {
    town.warehouse.work("slow", LedgerWarehouseWorks.UNTIL_CANCELLED);
    town.pipeline("slow", 6000, within(60, load(0, "slow")));
    var id = town.start(worker, "slow");
    Town.until(() -> town.warehouse.running() == 1);
    worker.heart.tick();
    assertThat(town.run(worker, id).state().open()).isTrue();
    town.clock.turn(Duration.ofSeconds(61));
    worker.heart.tick();
    var run = town.settled(worker, id);
    assertThat(((RunState.Failed) run.state()).errorCode()).isEqualTo("timeout");
    assertThat(run.step("slow").orElseThrow().errorMessage()).contains("60 s");
    assertThat(town.warehouse.isForbidden(job(id.toString(), 0, 1))).isTrue();
    assertThat(town.warehouse.done("slow")).isEmpty();
  }

  @Test
  void a_run_that_takes_too_long_fails_but_still_reports() {
    town.pipeline(
        "late",
        60,
        nap(0, "nap", 50_000),
        nap(1, "more", 50_000, "nap"),
        noop(2, "never", "more"),
        Steps.when(
            Trigger.ON_FAILURE,
            step(3, "report", new StepSpec.Email(List.of("a@b.example"), "late", "x"), "more")));
    var id = town.start(worker, "late");
    Town.until(() -> town.clock.sleepers() == 1);
    town.clock.turn(Duration.ofSeconds(50));
    Town.until(() -> town.run(worker, id).step("nap").orElseThrow().status().ended());
    Town.until(() -> town.clock.sleepers() == 1);
    town.clock.turn(Duration.ofSeconds(11));
    var run = town.settled(worker, id);
    assertThat(((RunState.Failed) run.state()).errorCode()).isEqualTo("timeout");
    assertThat(run.step("never").orElseThrow().status()).isEqualTo(Status.SKIPPED);
    assertThat(run.step("report").orElseThrow().status()).isEqualTo(Status.COMPLETED);
    assertThat(town.mail).hasSize(1);
  }

  @Test
  void cancel_reaches_the_job_and_skips_the_rest() {
    town.warehouse.work("slow", LedgerWarehouseWorks.UNTIL_CANCELLED);
    town.pipeline("cancel", 600, load(0, "slow"), noop(1, "after", "slow"));
    var id = town.start(worker, "cancel");
    Town.until(() -> town.warehouse.running() == 1);
    worker.ledger.cancel(id, "somebody");
    var run = town.settled(worker, id);
    assertThat(run.state()).isInstanceOf(RunState.Cancelled.class);
    assertThat(run.step("slow").orElseThrow().errorCode()).isEqualTo("cancelled");
    assertThat(run.step("after").orElseThrow().status()).isEqualTo(Status.SKIPPED);
    assertThat(town.warehouse.isForbidden(job(id.toString(), 0, 1))).isTrue();
  }

  @Test
  void a_cancel_that_another_process_took_is_seen_by_the_heart() {
    town.pipeline("cancel", 600, nap(0, "nap", 60_000));
    var id = town.start(worker, "cancel");
    Town.until(() -> town.clock.sleepers() == 1);
    var gateway = town.process();
    gateway.ledger.cancel(id, "somebody");
    town.clock.turn(Duration.ofSeconds(2));
    worker.heart.tick();
    assertThat(town.settled(worker, id).state()).isInstanceOf(RunState.Cancelled.class);
  }

  @Test
  void a_job_that_was_faster_than_the_cancel_is_told_truthfully() {
    var cancelSent = new CountDownLatch(1);
    town.warehouse.work(
        "fast",
        (_, _) -> {
          var _ = cancelSent.await(10, TimeUnit.SECONDS);
          return 5;
        });
    town.pipeline("fast", 600, load(0, "fast"), noop(1, "after", "fast"));
    var id = town.start(worker, "fast");
    Town.until(() -> town.warehouse.running() == 1);
    worker.ledger.cancel(id, "somebody");
    cancelSent.countDown();
    var run = town.settled(worker, id);
    assertThat(run.state()).isInstanceOf(RunState.Cancelled.class);
    assertThat(run.step("fast").orElseThrow().status()).isEqualTo(Status.COMPLETED);
    assertThat(run.step("fast").orElseThrow().rows()).isEqualTo(5);
    assertThat(run.step("after").orElseThrow().status()).isEqualTo(Status.SKIPPED);
  }

  @Test
  void a_doubled_request_runs_once() {
    town.pipeline("once", 600, load(0, "once"));
    var second = town.process();
    var id = town.start(worker, "once");
    for (int i = 0; i < 20; i++) {
      worker.bus.publish(new RunRequest(id));
      second.bus.publish(new RunRequest(id));
    }
    var run = town.settled(worker, id);
    Town.until(
        () -> worker.handler.permits().inUse() == 0 && second.handler.permits().inUse() == 0);
    assertThat(run.fence()).isEqualTo(1);
    assertThat(town.warehouse.done("once")).hasSize(1);
  }

  @Test
  void a_mail_without_recipient_is_skipped_with_the_reason_and_the_run_goes_on() {
    town.pipeline(
        "mail",
        600,
        step(0, "mail", new StepSpec.Email(List.of(), "subject", "text")),
        noop(1, "after", "mail"));
    var run = town.settled(worker, town.start(worker, "mail"));
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(run.step("mail").orElseThrow().status()).isEqualTo(Status.SKIPPED);
    assertThat(run.step("mail").orElseThrow().metadata().get("reason"))
        .asString()
        .contains("admin_email");
    assertThat(run.step("after").orElseThrow().status()).isEqualTo(Status.COMPLETED);
  }

  @Test
  void a_retried_run_takes_over_what_had_completed() {
    town.warehouse.work(
        "second",
        (_, _) -> {
          throw new Fault.Permanent("data_invalid", "a bad row");
        });
    town.pipeline("again", 600, load(0, "first"), load(1, "second", "first"));
    var failed = town.settled(worker, town.start(worker, "again"));
    town.warehouse.work("second", (_, _) -> 2);
    var order =
        new RunOrder(
            Town.ACME,
            failed.template(),
            Map.of(),
            TriggerType.API,
            null,
            null,
            "retry",
            null,
            failed.id(),
            false);
    var accepted = (Acceptance.Accepted) worker.intake.accept(order);
    var run = town.settled(worker, accepted.run().id());
    assertThat(run.state()).isInstanceOf(RunState.Completed.class);
    assertThat(town.warehouse.done("first")).hasSize(1);
    assertThat(town.warehouse.done("second")).hasSize(1);
  }

  private void turnUntilEnded(RunId id) {
    Town.until(
        () -> {
          if (town.clock.sleepers() > 0) town.clock.turn(Duration.ofSeconds(5));
          return !town.run(worker, id).state().open();
        });
  }

  private static JobId job(String run, int step, int attempt) {
    return new JobId("cvg_" + run + "_" + step + "_" + attempt);
  }
}
