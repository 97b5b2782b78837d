package convergence.run;

import convergence.problem.Refusal;
import convergence.quota.LeaseDecision;
import convergence.quota.QuotaDesk;
import convergence.quota.Usage;
import convergence.run.WaitingFor.Holder;
import convergence.run.WaitingFor.Reason;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why runs wait, from what holds permits and slots now.
@Singleton
public final class Waits {
  private final RunLedger ledger;
  private final RunQueue queue;
  private final QuotaDesk desk;
  private final InstantSource clock;

  public Waits(RunLedger ledger, RunQueue queue, QuotaDesk desk, InstantSource clock) {
    this.ledger = ledger;
    this.queue = queue;
    this.desk = desk;
    this.clock = clock;
  }

  /// For one answer: who holds permits is asked once, and only if somebody waits for one.
  public Look look() {
    return new Look();
  }

  /// One look at the runs that wait. By one thread.
  public final class Look {
    private @Nullable List<Holder> busy;

    private Look() {}

    /// Empty: it does not wait.
    public Optional<WaitingFor> of(Run run) {
      return switch (run.state()) {
        case RunState.Pending _ -> Optional.of(new WaitingFor(Reason.WORKER, busy(), null));
        case RunState.Running _, RunState.Completed _, RunState.Failed _, RunState.Cancelled _ ->
            Optional.empty();
      };
    }

    /// Empty: it does not wait.
    public Optional<WaitingFor> of(QueuedRun entry) {
      if (!(entry.state() instanceof QueueState.Waiting)) return Optional.empty();
      var before = queue.blocker(entry);
      if (before.isPresent())
        return Optional.of(
            new WaitingFor(Reason.PREVIOUS_RUN, List.of(holder(entry, before.get())), null));
      return desk.find(entry.tenant()).map(usage -> quota(usage, entry));
    }

    private List<Holder> busy() {
      if (busy == null)
        busy = ledger.running().stream().map(run -> new Holder(run.id(), run.tenant())).toList();
      return busy;
    }
  }

  private WaitingFor quota(Usage usage, QueuedRun entry) {
    Instant now = clock.instant();
    return switch (usage.ask(entry.id().toString(), now)) {
      case LeaseDecision.Granted _ -> new WaitingFor(Reason.TURN, List.of(), null);
      case LeaseDecision.Denied(Refusal.QuotaExceeded denied) ->
          switch (denied.limit()) {
            case CONCURRENT ->
                new WaitingFor(
                    Reason.CONCURRENT_LIMIT,
                    usage.slots().stream()
                        .flatMap(id -> RunId.parse(id).stream())
                        .map(id -> holder(entry, id))
                        .toList(),
                    null);
            case DAILY -> new WaitingFor(Reason.DAILY_LIMIT, List.of(), usage.nextDay());
            case MONTHLY -> new WaitingFor(Reason.MONTHLY_LIMIT, List.of(), usage.nextMonth());
          };
      case LeaseDecision.Denied _ -> new WaitingFor(Reason.TENANT_NOT_ACTIVE, List.of(), null);
    };
  }

  private static Holder holder(QueuedRun entry, RunId run) {
    return new Holder(run, entry.tenant());
  }
}
