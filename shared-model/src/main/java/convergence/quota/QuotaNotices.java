package convergence.quota;

import convergence.notice.NoticeEvent;
import convergence.notice.NoticeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words what a tenant hears of its quota: once when 80 % of a day's or a month's runs are used, once when all are.
final class QuotaNotices {
  private QuotaNotices() {}

  static List<NoticeEvent> crossed(Usage before, Usage after, Instant now) {
    // A change that admits no run crosses nothing.
    if (after.dayCount() <= (sameDay(before, after) ? before.dayCount() : 0)) return List.of();
    var all = new ArrayList<NoticeEvent>();
    long dayBefore = sameDay(before, after) ? before.dayCount() : 0;
    add(
        all,
        new Count(
            after,
            "daily",
            after.day().toString(),
            dayBefore,
            after.dayCount(),
            after.limits().daily()),
        now);
    long monthBefore = sameMonth(before, after) ? before.monthCount() : 0;
    add(
        all,
        new Count(
            after,
            "monthly",
            after.month().toString(),
            monthBefore,
            after.monthCount(),
            after.limits().monthly()),
        now);
    return all;
  }

  /// @param limit null: none
  private record Count(
      Usage usage, String span, String when, long before, long after, @Nullable Integer limit) {
    boolean crosses(long threshold) {
      return before < threshold && after >= threshold;
    }
  }

  private static void add(List<NoticeEvent> all, Count count, Instant now) {
    var limit = count.limit();
    if (limit == null || limit == 0) return;
    if (count.crosses(limit)) all.add(event(count, limit, 100, NoticeType.QUOTA_100, now));
    else if (count.crosses(Math.ceilDiv(limit * 4L, 5L)))
      all.add(event(count, limit, 80, NoticeType.QUOTA_80, now));
  }

  private static NoticeEvent event(
      Count count, int limit, int percent, NoticeType type, Instant now) {
    var tenant = count.usage().tenant();
    return new NoticeEvent(
        "quota-%s-%s-%s-%d".formatted(tenant, count.span(), count.when(), percent),
        tenant,
        type,
        now,
        "%d %% of the %s pipeline quota is used".formatted(percent, count.span()),
        "Tenant %s has used %d of %d pipeline runs of %s (UTC) under the plan %s."
            .formatted(tenant, count.after(), limit, count.when(), count.usage().plan()),
        Map.of("quota", count.span(), "used", count.after(), "limit", limit, "percent", percent));
  }

  private static boolean sameDay(Usage before, Usage after) {
    return before.day().equals(after.day());
  }

  private static boolean sameMonth(Usage before, Usage after) {
    return before.month().equals(after.month());
  }
}
