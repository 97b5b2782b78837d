package convergence.run;

import convergence.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why a run does not run yet.
///
/// @param holders the runs that have what it waits for, oldest first
/// @param until when that ends by itself; null: nobody knows
public record WaitingFor(Reason reason, List<Holder> holders, @Nullable Instant until) {
  public WaitingFor {
    holders = List.copyOf(holders);
  }

  /// A run that has what another waits for.
  public record Holder(RunId run, TenantId tenant) {}

  /// What it waits for.
  public enum Reason {
    /// A worker's permit, which other runs hold.
    WORKER,
    /// The run before it in its schedule has to end.
    PREVIOUS_RUN,
    /// A slot of its tenant: as many runs are open as the plan allows.
    CONCURRENT_LIMIT,
    /// The next UTC day.
    DAILY_LIMIT,
    /// The next UTC month.
    MONTHLY_LIMIT,
    /// The tenant may not start runs.
    TENANT_NOT_ACTIVE,
    /// Nothing: the next tick starts it.
    TURN;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
