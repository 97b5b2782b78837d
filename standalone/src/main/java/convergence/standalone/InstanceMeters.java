package convergence.standalone;

import convergence.embedded.queue.InProcessBus;
import convergence.embedded.sqlite.SqliteStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/// Measures what only the embedded foundation has.
@Singleton
final class InstanceMeters {
  InstanceMeters(SqliteStore store, InProcessBus bus, MeterRegistry meters) {
    var commits =
        Timer.builder("convergence.commit")
            .description("Waits for the disk; each makes a batch of transactions durable.")
            .register(meters);
    store.onCommit(nanos -> commits.record(nanos, TimeUnit.NANOSECONDS));
    FunctionCounter.builder("convergence.bus.dead.letters", bus, InProcessBus::deadLetterCount)
        .description("Messages that were given up.")
        .register(meters);
  }
}
