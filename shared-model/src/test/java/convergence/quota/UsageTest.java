package convergence.quota;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.problem.Refusal;
import convergence.problem.Refusal.Limit;
import convergence.tenant.TenantId;
import convergence.tenant.TenantStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final TenantId ACME = new TenantId("acme");

  @Test
  void a_slot_is_given_and_taken_back_by_name() {
    var usage = admitted(fresh(10, 100, 1), "run-1", NOON);
    assertThat(usage.slots()).containsExactly("run-1");
    assertThat(denied(usage, "run-2", NOON).limit()).isEqualTo(Limit.CONCURRENT);
    var free = usage.release("run-1").release("run-1");
    assertThat(free.slots()).isEmpty();
    assertThat(admitted(free, "run-2", NOON).dayCount()).isEqualTo(2);
  }

  @Test
  void a_denial_says_the_widest_limit_and_until_when() {
    var usage = admitted(fresh(1, 1, 1), "run-1", NOON);
    var monthly = denied(usage, "run-2", NOON);
    assertThat(monthly.limit()).isEqualTo(Limit.MONTHLY);
    assertThat(monthly.retryAfter()).isEqualTo(Duration.ofHours(12));
    var daily = denied(admitted(fresh(1, 9, 1), "run-1", NOON), "run-2", NOON);
    assertThat(daily.limit()).isEqualTo(Limit.DAILY);
    assertThat(daily.retryAfter()).isEqualTo(Duration.ofHours(12));
  }

  @Test
  void a_new_utc_day_starts_a_new_count_in_the_write_that_needs_it() {
    var usage = admitted(fresh(1, 100, 5), "run-1", NOON);
    var midnight = Instant.parse("2026-02-01T00:00:00Z");
    var next = admitted(usage, "run-2", midnight);
    assertThat(next.dayCount()).isEqualTo(1);
    assertThat(next.monthCount()).isEqualTo(1);
    assertThat(next.slots()).containsExactly("run-1", "run-2");
  }

  @Test
  void a_clock_that_lags_does_not_reopen_yesterday() {
    var usage = admitted(fresh(1, 100, 5), "run-1", Instant.parse("2026-02-01T00:00:01Z"));
    assertThat(denied(usage, "run-2", Instant.parse("2026-01-31T23:59:59Z")).limit())
        .isEqualTo(Limit.DAILY);
  }

  @Test
  void without_a_concurrent_limit_no_slots_are_kept() {
    var usage = admitted(fresh(null, null, null), "run-1", NOON);
    assertThat(usage.slots()).isEmpty();
    assertThat(usage.dayCount()).isEqualTo(1);
  }

  @Test
  void a_suspended_tenant_starts_nothing() {
    var usage = fresh(1, 1, 1).under(plan(1, 1, 1), TenantStatus.SUSPENDED, null);
    assertThat(usage.ask("run-1", NOON))
        .isEqualTo(new LeaseDecision.Denied(new Refusal.TenantNotActive("SUSPENDED")));
  }

  @Test
  void a_subscription_runs_to_the_end_of_its_last_day_in_utc() {
    var usage = fresh(9, 9, 9).under(plan(9, 9, 9), TenantStatus.TRIAL, LocalDate.of(2026, 2, 14));
    assertThat(usage.ask("run-1", Instant.parse("2026-02-14T23:59:59.999Z")))
        .isInstanceOf(LeaseDecision.Granted.class);
    assertThat(usage.ask("run-1", Instant.parse("2026-02-15T00:00:00Z")))
        .isEqualTo(new LeaseDecision.Denied(new Refusal.TenantNotActive("EXPIRED")));
  }

  private static Usage fresh(
      @Nullable Integer daily, @Nullable Integer monthly, @Nullable Integer concurrent) {
    return Usage.fresh(ACME, plan(daily, monthly, concurrent), NOON);
  }

  private static Plan plan(
      @Nullable Integer daily, @Nullable Integer monthly, @Nullable Integer concurrent) {
    return new Plan("TEST", null, null, new Limits(daily, monthly, concurrent), null);
  }

  private static Usage admitted(Usage usage, String run, Instant now) {
    assertThat(usage.ask(run, now)).isInstanceOf(LeaseDecision.Granted.class);
    return ((LeaseDecision.Granted) usage.ask(run, now)).usage();
  }

  private static Refusal.QuotaExceeded denied(Usage usage, String run, Instant now) {
    assertThat(usage.ask(run, now)).isInstanceOf(LeaseDecision.Denied.class);
    return (Refusal.QuotaExceeded) ((LeaseDecision.Denied) usage.ask(run, now)).refusal();
  }
}
