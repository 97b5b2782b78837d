package convergence.quota;

import convergence.problem.Refusal;
import convergence.problem.Refusal.Limit;
import convergence.tenant.TenantId;
import convergence.tenant.TenantStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tenant may use and uses: one undated document per tenant. Counters carry their date, so a new
/// UTC day starts a new count in the write that needs it and midnight needs no job. Slots are run ids, never
/// a number: giving one back twice is giving it back once. Without a concurrent limit no slots are kept;
/// the ledger knows the open runs.
///
/// @param startable why runs may not start (a tenant status), or empty when they may
/// @param lastDay UTC date after which the subscription has ended; null: open
/// @param day UTC date that `dayCount` counts
/// @param month UTC month that `monthCount` counts
/// @param slots ids of runs that hold a slot, oldest first
/// @param revision grows with every stored change; numbers the rows of `tenant_usage_quotas`
public record Usage(
    TenantId tenant,
    String plan,
    Limits limits,
    String startable,
    @Nullable LocalDate lastDay,
    LocalDate day,
    long dayCount,
    YearMonth month,
    long monthCount,
    List<String> slots,
    long revision) {
  /// How long a caller waits before it asks for a slot again (ruling: 30 s).
  private static final Duration SLOT_RETRY = Duration.ofSeconds(30);

  public Usage {
    slots = List.copyOf(slots);
  }

  public static Usage fresh(TenantId tenant, Plan plan, Instant now) {
    var day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return new Usage(
        tenant, plan.name(), plan.limits(), "", null, day, 0, YearMonth.from(day), 0, List.of(), 1);
  }

  /// The same usage as it counts at this instant: yesterday's counts are not today's.
  public Usage at(Instant now) {
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    // A clock that lags must not reopen a day that has begun.
    if (!today.isAfter(day)) return this;
    var thisMonth = YearMonth.from(today);
    long inMonth = thisMonth.equals(month) ? monthCount : 0;
    return new Usage(
        tenant, plan, limits, startable, lastDay, today, 0, thisMonth, inMonth, slots, revision);
  }

  /// The same usage on the day of this instant, as a new version if that day is another.
  public Usage begun(Instant now) {
    var current = at(now);
    return current.day.equals(day) ? this : current.with(slots);
  }

  /// Asks for a place for this run: monthly, daily, concurrent, in that order. A denial changes nothing.
  public LeaseDecision ask(String runId, Instant now) {
    var current = at(now);
    if (!startable.isEmpty())
      return new LeaseDecision.Denied(new Refusal.TenantNotActive(startable));
    if (lastDay != null && current.day.isAfter(lastDay))
      return new LeaseDecision.Denied(new Refusal.TenantNotActive("EXPIRED"));
    if (reached(current.monthCount, limits.monthly()))
      return denied(Limit.MONTHLY, Duration.between(now, current.nextMonth()));
    if (reached(current.dayCount, limits.daily()))
      return denied(Limit.DAILY, Duration.between(now, current.nextDay()));
    if (reached(slots.size(), limits.concurrent()) && !slots.contains(runId))
      return denied(Limit.CONCURRENT, SLOT_RETRY);
    return new LeaseDecision.Granted(current.admit(runId), limits.concurrent() != null);
  }

  /// Gives the run's slot back; unknown is fine.
  public Usage release(String runId) {
    if (!slots.contains(runId)) return this;
    var left = new ArrayList<>(slots);
    left.remove(runId);
    return with(left);
  }

  /// The same tenant under other limits; running runs keep their slots.
  ///
  /// @param endsOn last day of the subscription; null: open
  public Usage under(Plan next, TenantStatus status, @Nullable LocalDate endsOn) {
    return new Usage(
        tenant,
        next.name(),
        next.limits(),
        status.mayStartRuns() ? "" : status.name(),
        endsOn,
        day,
        dayCount,
        month,
        monthCount,
        slots,
        revision + 1);
  }

  /// The same version under the limits that its plan has now.
  Usage limited(Limits now) {
    return now.equals(limits)
        ? this
        : new Usage(
            tenant,
            plan,
            now,
            startable,
            lastDay,
            day,
            dayCount,
            month,
            monthCount,
            slots,
            revision);
  }

  public Instant nextDay() {
    return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  public Instant nextMonth() {
    return month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Usage admit(String runId) {
    var held = slots;
    if (limits.concurrent() != null && !slots.contains(runId)) {
      held = new ArrayList<>(slots);
      held.add(runId);
    }
    return new Usage(
        tenant,
        plan,
        limits,
        startable,
        lastDay,
        day,
        dayCount + 1,
        month,
        monthCount + 1,
        held,
        revision + 1);
  }

  private Usage with(List<String> nextSlots) {
    return new Usage(
        tenant,
        plan,
        limits,
        startable,
        lastDay,
        day,
        dayCount,
        month,
        monthCount,
        nextSlots,
        revision + 1);
  }

  private static boolean reached(long count, @Nullable Integer limit) {
    return limit != null && count >= limit;
  }

  private static LeaseDecision denied(Limit limit, Duration retryAfter) {
    return new LeaseDecision.Denied(new Refusal.QuotaExceeded(limit, retryAfter));
  }
}
