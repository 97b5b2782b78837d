package convergence.worker;

import static convergence.worker.Steps.load;
import static convergence.worker.Steps.noop;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.run.RunState;
import convergence.run.StepRecord.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerLostTest {
  private static final int LIMIT = 10;
  @TempDir Path folder;

  @Test
  void a_run_that_kills_each_of_its_workers_is_failed_at_last() {
    try (var town = new Town(folder)) {
      var observer = town.process();
      town.pipeline("poison", 100_000, load(0, "poison"), noop(1, "second", "poison"));
      var at = new WorkerProcess[] {town.process()};
      var deaths = new AtomicInteger();
      town.warehouse.work(
          "poison",
          (_, _) -> {
            deaths.incrementAndGet();
            at[0].mains.cut();
            throw new Fault.Transient("conflict", "the worker dies of it");
          });
      var id = town.start(at[0], "poison", Map.of());
      while (town.run(observer, id).state().open()) {
        var now = at[0];
        Town.until(
            () ->
                (now.mains.isCut() && now.runs.all().isEmpty())
                    || !town.run(observer, id).state().open());
        if (!now.mains.isCut()) break;
        now.close();
        at[0] = town.process();
        at[0].sweeper.takeOver();
      }
      var run = town.run(observer, id);
      assertThat(run.state())
          .isInstanceOfSatisfying(
              RunState.Failed.class,
              failed -> {
                assertThat(failed.errorCode()).isEqualTo("worker_lost");
                assertThat(failed.message()).contains("handed over 10 times");
              });
      assertThat(deaths).hasValue(LIMIT);
      assertThat(run.step("second").orElseThrow().status()).isEqualTo(Status.SKIPPED);
      assertThat(observer.desk.find(Town.ACME).orElseThrow().slots()).isEmpty();
      at[0].close();
    }
  }
}
