package convergence.worker;

import static convergence.worker.Steps.load;
import static convergence.worker.Steps.noop;
import static convergence.worker.Steps.onFailure;
import static convergence.worker.Steps.when;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.run.StepRecord.Status;
import convergence.template.PlannedStep.OnFailure;
import convergence.template.PlannedStep.Trigger;
import convergence.warehouse.Job;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every combination of on_failure and trigger, against a table of words: a step `a`, a step `b` that watches
/// it, a step `c` that depends on `b`.
final class TriggerTableTest {
  @TempDir Path folder;

  /// @param aFails, bFails how the steps go if they begin
  record Case(OnFailure policy, Trigger trigger, boolean aFails, boolean bFails) {}

  record Expected(String a, String b, String c, String run, int alerts) {}

  static List<Case> cases() {
    var all = new ArrayList<Case>();
    for (var policy : OnFailure.values())
      for (var trigger : Trigger.values())
        for (boolean a : new boolean[] {false, true})
          for (boolean b : new boolean[] {false, true}) all.add(new Case(policy, trigger, a, b));
    return all;
  }

  /// The oracle: the rulings' words, case by case.
  static Expected expected(Case c) {
    if (!c.aFails() && c.trigger() == Trigger.ON_FAILURE)
      return new Expected("COMPLETED", "SKIPPED", "COMPLETED", "COMPLETED", 0);
    if (!c.aFails())
      return c.bFails()
          ? new Expected("COMPLETED", "FAILED", "SKIPPED", "FAILED", 0)
          : new Expected("COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED", 0);
    int alerts = c.policy() == OnFailure.ALERT ? 1 : 0;
    if (c.policy() != OnFailure.STOP)
      return c.bFails()
          ? new Expected("FAILED", "FAILED", "SKIPPED", "FAILED", alerts)
          : new Expected("FAILED", "COMPLETED", "COMPLETED", "COMPLETED", alerts);
    if (c.trigger() == Trigger.ON_SUCCESS)
      return new Expected("FAILED", "SKIPPED", "SKIPPED", "FAILED", 0);
    return new Expected("FAILED", c.bFails() ? "FAILED" : "COMPLETED", "SKIPPED", "FAILED", 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void steps_run_as_the_table_says(Case c) {
    try (var town = new Town(folder)) {
      var worker = town.process();
      if (c.aFails()) town.warehouse.work("a", TriggerTableTest::fail);
      if (c.bFails()) town.warehouse.work("b", TriggerTableTest::fail);
      town.pipeline(
          "table",
          600,
          onFailure(c.policy(), load(0, "a")),
          when(c.trigger(), load(1, "b", "a")),
          load(2, "c", "b"));
      var run = town.settled(worker, town.start(worker, "table"));
      worker.postman.drain();
      assertThat(
              new Expected(
                  run.step("a").orElseThrow().status().name(),
                  run.step("b").orElseThrow().status().name(),
                  run.step("c").orElseThrow().status().name(),
                  run.state().status(),
                  town.mail.size()))
          .isEqualTo(expected(c));
      if (!town.mail.isEmpty())
        assertThat(town.mail.getFirst().id()).isEqualTo(run.id() + "-a-alert");
    }
  }

  @Test
  void after_a_stop_steps_that_run_are_waited_for_and_the_rest_is_skipped() {
    try (var town = new Town(folder)) {
      var worker = town.process();
      var failed = new CountDownLatch(1);
      town.warehouse.work("bad", TriggerTableTest::fail);
      town.warehouse.work(
          "long",
          (_, _) -> {
            var _ = failed.await(10, TimeUnit.SECONDS);
            return 1;
          });
      town.pipeline(
          "wide",
          600,
          load(0, "bad"),
          load(1, "long"),
          noop(2, "behind", "long"),
          when(Trigger.ALWAYS, noop(3, "tidy", "bad", "long", "behind")));
      var id = town.start(worker, "wide");
      // The failure's own end rides with the next write; the step beside it goes on until then.
      Town.until(() -> town.warehouse.running() == 1);
      failed.countDown();
      var run = town.settled(worker, id);
      assertThat(run.state().status()).isEqualTo("FAILED");
      assertThat(run.step("long").orElseThrow().status()).isEqualTo(Status.COMPLETED);
      assertThat(run.step("behind").orElseThrow().status()).isEqualTo(Status.SKIPPED);
      assertThat(run.step("tidy").orElseThrow().status()).isEqualTo(Status.COMPLETED);
    }
  }

  private static long fail(Job job, Object cancelled) {
    throw new Fault.Permanent("data_invalid", "as told");
  }
}
