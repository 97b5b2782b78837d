package convergence.worker;

import convergence.port.Background;
import convergence.port.WatchedMeters;
import convergence.run.Run;
import convergence.run.RunWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Counts runs and times steps as they end.
@Singleton
final class RunMeters implements Background {
  private final RunWatch watch;
  private final MeterRegistry meters;

  RunMeters(RunWatch watch, MeterRegistry meters, RunHandler handler) {
    this.watch = watch;
    this.meters = meters;
    meters.gauge("convergence.worker.permits.used", handler.permits(), p -> p.inUse());
    meters.gauge("convergence.worker.permits", handler.permits(), p -> p.size());
  }

  @Override
  public void start() {
    watch.onEnd(this::ended);
  }

  private void ended(Run run) {
    var status = run.state().status();
    meters
        .counter(
            WatchedMeters.RUNS_ENDED,
            "status",
            status,
            "trigger",
            run.trigger().name().toLowerCase(java.util.Locale.ROOT))
        .increment();
    var end = run.endedAt();
    var begin = run.firstRunningAt();
    if (end == null || begin == null) return;
    meters.timer("convergence.run.duration", "status", status).record(Duration.between(begin, end));
    meters.timer("convergence.run.queued").record(Duration.between(run.acceptedAt(), begin));
    for (var step : run.steps())
      if (step.startedAt() != null && step.endedAt() != null)
        meters
            .timer(
                "convergence.step.duration",
                "step_type",
                step.stepType(),
                "status",
                step.status().name())
            .record(Duration.between(step.startedAt(), step.endedAt()));
  }
}
