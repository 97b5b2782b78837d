package convergence.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.MessageHandler;
import convergence.port.Permits;
import convergence.run.QueueState;
import convergence.run.QueuedRun;
import convergence.run.Retention;
import convergence.run.Run;
import convergence.run.RunFilter;
import convergence.run.RunQueue;
import convergence.run.RunRequest;
import convergence.run.SkipReason;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueueTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private Town town;

  @BeforeEach
  void open(@TempDir Path folder) {
    town = new Town(folder);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private void ticks() {
    town.clock.turn(MINUTE);
    town.house.trigger.trigger();
  }

  private List<QueuedRun> unstarted(TenantId tenant) {
    var filter = new RunFilter(tenant, null, null, null, null, null, null, 500);
    return town.house.queue.page(filter).stream().map(RunQueue::run).toList();
  }

  @Test
  void what_a_plan_does_not_allow_waits_and_starts_when_a_run_ends() {
    var acme = town.tenant("acme", "ONE");
    for (int i = 0; i < 3; i++) town.schedule(acme, "0 13 * * *");
    town.clock.set("2026-03-02T13:00:00Z");
    town.house.trigger.trigger();
    assertThat(town.house.queue.process()).isEqualTo(new RunQueue.Processed(1, 2));
    assertThat(town.house.queue.process()).isEqualTo(new RunQueue.Processed(0, 2));
    var first = town.house.ledger.open(acme).getFirst();
    town.house.end(town.house.claim(first.id()));
    assertThat(town.house.queue.wake(acme)).isEqualTo(1);
    assertThat(town.house.queue.waiting()).isEqualTo(1);
    assertThat(town.house.desk.find(acme).orElseThrow().dayCount()).isEqualTo(2);
  }

  @Test
  void a_change_of_plan_starts_what_waits_at_the_next_tick() {
    var acme = town.tenant("acme", "ONE");
    for (int i = 0; i < 3; i++) town.schedule(acme, "0 13 * * *");
    town.clock.set("2026-03-02T13:00:00Z");
    town.house.trigger.trigger();
    town.house.queue.process();
    town.moves(acme, "TWO");
    assertThat(town.house.queue.process()).isEqualTo(new RunQueue.Processed(1, 1));
    town.moves(acme, "OPEN");
    assertThat(town.house.queue.process()).isEqualTo(new RunQueue.Processed(1, 0));
  }

  @Test
  void a_slot_that_waits_is_left_out_when_the_next_one_comes() {
    var acme = town.tenant("acme", "ONE");
    town.schedule(acme, "* * * * *");
    town.schedule(acme, "* * * * *");
    ticks();
    town.house.queue.process();
    ticks();
    var why =
        unstarted(acme).stream()
            .map(QueuedRun::state)
            .filter(QueueState.Skipped.class::isInstance)
            .map(s -> ((QueueState.Skipped) s).reason())
            .toList();
    assertThat(why).containsExactlyInAnyOrder(SkipReason.SUPERSEDED, SkipReason.PREVIOUS_RUN_OPEN);
    assertThat(town.house.queue.waiting()).isEqualTo(1);
  }

  @Test
  void what_has_ended_or_was_left_out_is_forgotten_and_what_waits_or_runs_is_not() {
    var acme = town.tenant("acme", "ONE");
    town.schedule(acme, "* * * * *");
    town.schedule(acme, "* * * * *");
    ticks();
    town.house.queue.process();
    var open = town.house.ledger.open(acme).getFirst();
    ticks();
    var retention = new Retention(town.store, town.house.directory);
    // One was superseded, and one was left out because of the open run.
    assertThat(retention.forgetRuns(town.clock.instant().plus(MINUTE))).isEqualTo(2);
    assertThat(town.house.queue.show(open.id())).isPresent();
    assertThat(town.house.queue.waiting()).isEqualTo(1);
    assertThat(unstarted(acme)).hasSize(1);

    town.house.end(town.house.claim(open.id()));
    assertThat(retention.forgetRuns(town.clock.instant().plus(MINUTE))).isEqualTo(1);
    assertThat(town.house.queue.show(open.id())).isEmpty();
    assertThat(town.house.ledger.find(open.id())).isEmpty();
  }

  @Test
  void a_slot_waits_a_day_at_most() {
    var acme = town.tenant("acme", "ONE");
    town.schedule(acme, "0 13 2 * *");
    town.schedule(acme, "0 13 2 * *");
    town.clock.set("2026-03-02T13:00:00Z");
    town.house.trigger.trigger();
    town.house.queue.process();
    town.clock.set("2026-03-03T12:59:59Z");
    assertThat(town.house.queue.process().waiting()).isEqualTo(1);
    town.clock.set("2026-03-03T13:00:00Z");
    assertThat(town.house.queue.process().waiting()).isZero();
    var left = (QueueState.Skipped) unstarted(acme).getFirst().state();
    assertThat(left.reason()).isEqualTo(SkipReason.EXPIRED);
  }

  @Test
  void a_queued_run_can_be_cancelled() {
    var acme = town.tenant("acme", "ONE");
    town.schedule(acme, "* * * * *");
    ticks();
    var waiting = unstarted(acme).getFirst();
    var left = town.house.queue.cancel(waiting.id(), "somebody").orElseThrow();
    assertThat(left.state().wire()).isEqualTo("CANCELLED");
    assertThat(town.house.queue.process()).isEqualTo(new RunQueue.Processed(0, 0));
  }

  @Test
  void completed_runs_of_the_day_are_counted() {
    var acme = town.tenant("acme", "OPEN");
    town.schedule(acme, "* * * * *");
    ticks();
    town.house.queue.process();
    assertThat(town.house.rounds.status()).isEqualTo(new Rounds.Status(1, 0, 0, 0));
    town.house.end(town.house.claim(town.house.ledger.open(acme).getFirst().id()));
    assertThat(town.house.rounds.status()).isEqualTo(new Rounds.Status(1, 0, 0, 1));
    town.clock.turn(Duration.ofDays(1));
    assertThat(town.house.rounds.status()).isEqualTo(new Rounds.Status(1, 1, 0, 0));
  }

  @Test
  void a_day_that_is_over_is_closed_once() {
    var acme = town.tenant("acme", "OPEN");
    town.schedule(acme, "* * * * *");
    ticks();
    town.house.queue.process();
    town.clock.set("2026-03-03T00:00:05Z");
    assertThat(town.house.rounds.resetDailyQuotas()).isEqualTo(new Rounds.Reset(1));
    assertThat(town.house.rounds.resetDailyQuotas()).isEqualTo(new Rounds.Reset(0));
    var days =
        town.rows("tenant_usage_quotas").stream()
            .map(row -> row.get("usage_date") + " " + row.get("pipelines_run_today"))
            .toList();
    assertThat(days).containsExactly("2026-03-02 1", "2026-03-03 0");
  }

  /// One permit in the whole system, held by a run of a tenant with 500 that wait.
  @Test
  void the_next_free_permit_goes_to_the_tenant_that_waited_without_one() throws Exception {
    var many = town.tenant("many", "OPEN");
    var few = town.tenant("few", "OPEN");
    for (int i = 0; i < 500; i++) town.schedule(many, "0 13 * * *");
    town.schedule(few, "1 13 * * *");
    var worker = new OnePermit();
    try (var house = town.house(town.store, town.clock, worker)) {
      town.clock.set("2026-03-02T13:00:00Z");
      house.trigger.trigger();
      house.queue.process();
      var first = worker.next();
      assertThat(first.tenant()).isEqualTo(many);
      town.clock.set("2026-03-02T13:01:00Z");
      house.trigger.trigger();
      assertThat(house.queue.process().started()).isEqualTo(1);

      worker.ends(house, first);
      var second = worker.next();
      assertThat(second.tenant()).isEqualTo(few);
      worker.ends(house, second);
      assertThat(worker.next().tenant()).isEqualTo(many);
    }
  }

  /// A worker that does one run at a time, and ends it when it is told to.
  private static final class OnePermit implements MessageHandler<RunRequest> {
    private final Permits permits = new Permits(1);
    private final BlockingQueue<RunRequest> given = new LinkedBlockingQueue<>();
    private final BlockingQueue<Permits.Permit> held = new LinkedBlockingQueue<>();

    @Override
    public Class<RunRequest> type() {
      return RunRequest.class;
    }

    @Override
    public String topic() {
      return RunRequest.TOPIC;
    }

    @Override
    public Permits permits() {
      return permits;
    }

    @Override
    public Disposition handle(RunRequest message, Permits.Permit permit) {
      held.add(permit);
      given.add(message);
      return Disposition.DONE;
    }

    RunRequest next() throws InterruptedException {
      var message = given.poll(30, TimeUnit.SECONDS);
      if (message == null) throw new AssertionError("no run was handed out");
      return message;
    }

    void ends(House house, RunRequest request) {
      Run run = house.claim(request.run());
      house.end(run);
      held.remove().close();
    }
  }
}
