package convergence.gateway;

import convergence.quota.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tenant's quota (seed 001 §4 and the rulings); null limits do not exist.
///
/// @param resetsAt when the day's count begins anew
/// @param holders ids of the runs that are open now, oldest first
public record QuotaDocument(
    long pipelinesRunToday,
    @Nullable Integer dailyLimit,
    @Nullable Long remainingToday,
    int concurrentPipelinesRunning,
    long pipelinesRunMonth,
    @Nullable Integer monthlyLimit,
    @Nullable Long remainingMonth,
    @Nullable Integer concurrentLimit,
    Instant resetsAt,
    List<String> holders) {
  static QuotaDocument of(Usage usage, List<String> holders) {
    var limits = usage.limits();
    return new QuotaDocument(
        usage.dayCount(),
        limits.daily(),
        left(limits.daily(), usage.dayCount()),
        holders.size(),
        usage.monthCount(),
        limits.monthly(),
        left(limits.monthly(), usage.monthCount()),
        limits.concurrent(),
        usage.nextDay(),
        holders);
  }

  private static @Nullable Long left(@Nullable Integer limit, long count) {
    return limit == null ? null : Math.max(0, limit - count);
  }
}
