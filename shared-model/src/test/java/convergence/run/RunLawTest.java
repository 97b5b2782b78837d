package convergence.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Json;
import convergence.run.StepRecord.Status;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import convergence.warehouse.SqlValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunLawTest {
  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void each_claim_grows_the_fence_and_keeps_finished_steps() {
    var run =
        pending()
            .apply(claimed(T0.plusSeconds(1)))
            .apply(new RunEvent.StepStarted("a", 0, "noop", 1, "job-1", T0))
            .apply(ended("a", Status.COMPLETED))
            .apply(new RunEvent.LeaseEnded(T0.plusSeconds(9)))
            .apply(claimed(T0.plusSeconds(10)));
    assertThat(run.fence()).isEqualTo(2);
    assertThat(run.firstRunningAt()).isEqualTo(T0.plusSeconds(1));
    assertThat(run.step("a").orElseThrow().status()).isEqualTo(Status.COMPLETED);
  }

  @Test
  void a_finished_step_cannot_begin_again() {
    var run = pending().apply(claimed(T0)).apply(ended("a", Status.SKIPPED));
    assertThatThrownBy(() -> run.apply(new RunEvent.StepStarted("a", 0, "noop", 1, null, T0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void an_ended_run_takes_no_event_and_holds_nothing(RunEvent end) {
    var run = pending().admitted(true, T0).apply(claimed(T0)).apply(end);
    assertThat(run.state().open()).isFalse();
    assertThat(run.slot()).isFalse();
    assertThat(run.openKey()).isEmpty();
    assertThat(run.dueAt()).isNull();
    for (var event : List.of(claimed(T0), new RunEvent.Beat(T0), new RunEvent.Rung(T0), end))
      assertThatThrownBy(() -> run.apply(event)).isInstanceOf(IllegalStateException.class);
  }

  static List<RunEvent> ends() {
    return List.of(
        new RunEvent.Completed(T0),
        new RunEvent.Failed(T0, "timeout", "late"),
        new RunEvent.Cancelled(T0));
  }

  @Test
  void rings_come_less_and_less_often() {
    var run = pending();
    var waits = new java.util.ArrayList<Long>();
    for (int i = 0; i < 7; i++) {
      run = run.apply(new RunEvent.Rung(T0));
      waits.add(java.time.Duration.between(T0, run.dueAt()).toMinutes());
    }
    assertThat(waits).containsExactly(2L, 4L, 8L, 16L, 32L, 32L, 32L);
  }

  @Test
  void a_run_is_the_same_after_it_was_stored() {
    var run =
        pending()
            .apply(claimed(T0))
            .apply(new RunEvent.StepStarted("a", 0, "noop", 1, "job-1", T0))
            .apply(ended("a", Status.FAILED))
            .apply(new RunEvent.Failed(T0, "timeout", "late"));
    assertThat(Json.read(Json.write(run), Run.class)).isEqualTo(run);
  }

  static Run pending() {
    return new Run(
        new RunId(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479")),
        new TenantId("acme"),
        "acme",
        "acme-gcp-cost-billing",
        new TemplateKey("gcp", "cost", "billing"),
        "hash",
        TriggerType.API,
        null,
        Map.of("date", "2026-03-01"),
        Map.of("date", new SqlValue(convergence.warehouse.SqlType.DATE, "2026-03-01")),
        T0,
        null,
        new RunState.Pending(T0),
        0,
        1,
        0,
        T0.plusSeconds(60),
        "open-hash",
        false,
        null,
        false,
        List.of());
  }

  static RunEvent.Claimed claimed(Instant at) {
    return new RunEvent.Claimed("worker", at, at.plus(RunLedger.LEASE));
  }

  private static RunEvent.StepEnded ended(String step, Status status) {
    return new RunEvent.StepEnded(step, 0, "noop", status, 1, 2, null, null, Map.of("k", "v"), T0);
  }
}
