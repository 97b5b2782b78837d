package convergence.scheduler;

import convergence.credential.CredentialVault;
import convergence.directory.TenantDirectory;
import convergence.quota.QuotaDesk;
import convergence.run.RunQueue;
import convergence.run.Sweeper;
import convergence.schedule.ScheduleBook;
import convergence.schedule.Trigger;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What has to happen again and again, whoever asks for it: Cloud Scheduler through the admin routes, or the
/// ticker. Each may come twice, late, or from several processes at once.
@Singleton
public final class Rounds {
  private final Trigger trigger;
  private final RunQueue queue;
  private final CredentialVault vault;
  private final Sweeper sweeper;
  private final ScheduleBook schedules;
  private final TenantDirectory directory;
  private final QuotaDesk desk;
  private final InstantSource clock;

  public Rounds(
      Trigger trigger,
      RunQueue queue,
      CredentialVault vault,
      Sweeper sweeper,
      ScheduleBook schedules,
      TenantDirectory directory,
      QuotaDesk desk,
      InstantSource clock) {
    this.trigger = trigger;
    this.queue = queue;
    this.vault = vault;
    this.sweeper = sweeper;
    this.schedules = schedules;
    this.directory = directory;
    this.desk = desk;
    this.clock = clock;
  }

  /// How the scheduler stands (seed 001 §5).
  ///
  /// @param pipelinesCompletedToday scheduled runs, UTC
  public record Status(
      long totalActivePipelines,
      long pipelinesDueNow,
      long pipelinesQueued,
      long pipelinesCompletedToday) {}

  /// @param closed tenants whose day was closed
  public record Reset(long closed) {}

  /// Queues the slots that have come.
  public Trigger.Triggered trigger() {
    return trigger.trigger();
  }

  /// Applies the credentials that wait, then starts what may start.
  public RunQueue.Processed processQueue() {
    var _ = vault.applyQueued();
    return queue.process();
  }

  /// Closes the days that are over in `tenant_usage_quotas` and begins today's.
  public Reset resetDailyQuotas() {
    long closed = 0;
    for (var tenant : directory.all()) if (desk.closeDay(tenant)) closed++;
    return new Reset(closed);
  }

  /// Hands over the runs of dead workers, once.
  public Sweeper.Swept cleanup() {
    return sweeper.sweep();
  }

  public Status status() {
    var midnight =
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return new Status(
        schedules.active(), schedules.due(), queue.waiting(), queue.completedSince(midnight));
  }
}
