package convergence.run;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts right what died: rings again for requests that were lost, and hands over the runs of dead
/// workers. Any number of sweepers may run at once, with clocks that differ: each acts in a transaction on what
/// it finds there, and a claim decides who gets the run.
@Singleton
public final class Sweeper {
  private static final int AT_ONCE = 500;
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final RunLedger ledger;
  private final InstantSource clock;

  public Sweeper(RunLedger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /// What one sweep did.
  ///
  /// @param failed runs that could not be dealt with; the next sweep tries again
  public record Swept(int examined, int handedOver, int failed) {}

  /// Looks at the runs that are due, at most 500.
  public Swept sweep() {
    var due = ledger.due(clock.instant(), AT_ONCE);
    int rang = 0;
    int failed = 0;
    for (var id : due)
      try {
        if (ledger.handOver(id, false)) rang++;
      } catch (RuntimeException e) {
        failed++;
        LOG.error("run {} could not be handed over; the next sweep tries again", id, e);
      }
    if (rang > 0) LOG.info("swept {} overdue runs, rang for {}", due.size(), rang);
    return new Swept(due.size(), rang, failed);
  }

  /// At the start of the only owner of a store: every lease of the process before is void, every open run
  /// is rung, whatever its clock said.
  public Swept takeOver() {
    int examined = 0;
    int rang = 0;
    for (var id : ledger.allOpen()) {
      examined++;
      if (ledger.handOver(id, true)) rang++;
    }
    if (examined > 0) LOG.info("took over {} open runs, rang for {}", examined, rang);
    return new Swept(examined, rang, 0);
  }
}
