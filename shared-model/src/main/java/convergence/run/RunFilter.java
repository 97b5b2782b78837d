package convergence.run;

import convergence.port.Query;
import convergence.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of a tenant's runs a list shows, newest first; null: any.
///
/// @param from accepted at or after
/// @param to accepted before
public record RunFilter(
    TenantId tenant,
    @Nullable String status,
    @Nullable String pipelineId,
    @Nullable TriggerType trigger,
    @Nullable Instant from,
    @Nullable Instant to,
    Query.@Nullable Cursor after,
    int limit) {
  /// The index that narrows best; [#matches] does the rest.
  Query query() {
    Object lowest = from == null ? null : (Object) RunBook.micros(from);
    Object highest = to == null ? null : (Object) RunBook.micros(to);
    String t = tenant.value();
    return switch (status == null ? "" : status) {
      case "PENDING", "RUNNING" ->
          new Query(RunBook.OPEN, List.of(t), lowest, highest, true, after, limit);
      case "FAILED", "CANCELLED" ->
          new Query(
              RunBook.ENDED_BADLY, List.<Object>of(t, status), lowest, highest, true, after, limit);
      default -> new Query(RunBook.BY_TENANT, List.of(t), lowest, highest, true, after, limit);
    };
  }

  /// The same among what the queue keeps.
  Query unstarted() {
    Object lowest = from == null ? null : (Object) RunBook.micros(from);
    Object highest = to == null ? null : (Object) RunBook.micros(to);
    return new Query(
        QueueBook.UNSTARTED, List.of(tenant.value()), lowest, highest, true, after, limit);
  }

  /// Whether the ledger can have what is asked for.
  public boolean asksLedger() {
    return status == null || !(status.equals("QUEUED") || status.equals("SKIPPED"));
  }

  /// Whether the queue can have what is asked for.
  public boolean asksQueue() {
    return (status == null || List.of("QUEUED", "SKIPPED", "CANCELLED").contains(status))
        && (trigger == null || trigger == TriggerType.SCHEDULER);
  }

  public boolean matches(QueuedRun run) {
    return (status == null || run.state().wire().equals(status))
        && (pipelineId == null || run.pipelineId().equals(pipelineId));
  }

  public boolean matches(Run run) {
    return (status == null || run.state().status().equals(status))
        && (pipelineId == null || run.pipelineId().equals(pipelineId))
        && (trigger == null || run.trigger() == trigger);
  }

  public RunFilter behind(Query.@Nullable Cursor cursor, int pageSize) {
    return new RunFilter(tenant, status, pipelineId, trigger, from, to, cursor, pageSize);
  }
}
