package convergence.gateway;

import convergence.edge.Caller;
import convergence.run.WaitingFor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a run waits.
///
/// @param reason `worker`, `previous_run`, `concurrent_limit`, `daily_limit`, `monthly_limit`,
///     `tenant_not_active`; `turn`: nothing is in its way any more
/// @param holders ids of the caller's runs that have what it waits for, oldest first
/// @param others how many runs of other tenants have it
/// @param until when that ends by itself; null: nobody knows
public record WaitingDocument(
    String reason, List<String> holders, int others, @Nullable Instant until) {
  public WaitingDocument {
    holders = List.copyOf(holders);
  }

  static WaitingDocument of(WaitingFor waiting, Caller caller) {
    var shown =
        waiting.holders().stream()
            .filter(holder -> caller.sees(holder.tenant()))
            .map(holder -> holder.run().toString())
            .toList();
    return new WaitingDocument(
        waiting.reason().wire(), shown, waiting.holders().size() - shown.size(), waiting.until());
  }
}
