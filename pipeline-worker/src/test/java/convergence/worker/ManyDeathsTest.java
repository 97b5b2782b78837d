package convergence.worker;

import static convergence.worker.Steps.load;
import static convergence.worker.Steps.noop;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Fault;
import convergence.run.RunId;
import convergence.run.RunState;
import convergence.run.StepRecord.Status;
import convergence.template.PlannedStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers die at every transaction of a run, and again while they take over: each job takes effect once.
final class ManyDeathsTest {
  private static final int LIVES = 120;

  @TempDir Path folder;

  @Test
  void however_often_workers_die_each_job_takes_effect_once() {
    long seed = ThreadLocalRandom.current().nextLong();
    var chance = new Random(seed);
    try (var town = new Town(folder)) {
      var observer = town.process();
      for (int life = 0; life < LIVES; life++) story(town, observer, chance, "seed " + seed, life);
    }
  }

  /// @param observer a process that lives on and is never rung
  private static void story(
      Town town, WorkerProcess observer, Random chance, String seed, int life) {
    var steps = steps(chance, life);
    String name = "deaths" + life;
    town.pipeline(name, 100_000, steps);
    for (var step : steps)
      town.warehouse.work(
          step.stepId(),
          (_, _) -> {
            if (chance.nextInt(6) == 0) throw new Fault.Transient("conflict", "as chance will");
            return 1;
          });
    var at = town.process();
    // Accepting takes the first transactions of the intake; the worker's come after them.
    var id = town.start(at, name, Map.of("life", life));
    for (int death = chance.nextInt(4); death > 0; death--) {
      at.mains.cutAt(1 + chance.nextInt(2 * steps.length + 4));
      if (endsOrDies(town, observer, at, id)) break;
      at.close();
      at = town.process();
      at.sweeper.takeOver();
    }
    at.mains.cutAt(Integer.MAX_VALUE - 1);
    if (at.mains.isCut()) {
      at.close();
      at = town.process();
      at.sweeper.takeOver();
    }
    Town.until(
        () -> {
          if (town.clock.sleepers() > 0) town.clock.turn(Duration.ofSeconds(1));
          return !town.run(observer, id).state().open();
        });
    var run = town.run(observer, id);
    assertThat(run.state()).as(seed).isInstanceOf(RunState.Completed.class);
    assertThat(run.steps()).as(seed).allMatch(s -> s.status() == Status.COMPLETED);
    for (var step : steps)
      if (step.stepId().startsWith("t"))
        assertThat(town.warehouse.done(step.stepId())).as(seed + ", " + step.stepId()).hasSize(1);
    assertThat(observer.desk.find(Town.ACME).orElseThrow().slots()).as(seed).isEmpty();
    at.close();
  }

  /// @return true: the run has ended
  private static boolean endsOrDies(Town town, WorkerProcess observer, WorkerProcess at, RunId id) {
    Town.until(
        () -> {
          if (town.clock.sleepers() > 0) town.clock.turn(Duration.ofSeconds(1));
          return at.mains.isCut()
              ? at.runs.all().isEmpty()
              : !town.run(observer, id).state().open();
        });
    return !at.mains.isCut();
  }

  private static PlannedStep[] steps(Random chance, int life) {
    var steps = new ArrayList<PlannedStep>();
    int count = 1 + chance.nextInt(6);
    for (int i = 0; i < count; i++) {
      var after = new ArrayList<String>();
      for (var earlier : steps) if (chance.nextInt(3) == 0) after.add(earlier.stepId());
      var ids = after.toArray(String[]::new);
      steps.add(
          chance.nextBoolean()
              ? noop(i, "n" + life + "_" + i, ids)
              : Steps.tries(30, load(i, "t" + life + "_" + i, ids)));
    }
    return steps.toArray(PlannedStep[]::new);
  }
}
