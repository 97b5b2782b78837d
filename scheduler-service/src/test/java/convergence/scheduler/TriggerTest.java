package convergence.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.audit.Actor;
import convergence.run.RunQueue;
import convergence.schedule.Catchup;
import convergence.schedule.Schedule;
import convergence.schedule.ScheduleDraft;
import convergence.schedule.Trigger.Triggered;
import convergence.tenant.TenantStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TriggerTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int SCHEDULES = 15;
  private Town town;

  @BeforeEach
  void open(@TempDir Path folder) {
    town = new Town(folder);
    town.tenant("acme", "OPEN");
  }

  @AfterEach
  void close() {
    town.close();
  }

  private Triggered trigger() {
    return town.house.trigger.trigger();
  }

  /// `state reason` of each slot's latest row, in the order of the slots.
  private List<String> slots() {
    var latest = new TreeMap<String, String>();
    for (var row : town.rows("scheduled_pipeline_runs"))
      latest.put(
          row.get("scheduled_time") + " " + row.get("pipeline_logging_id"),
          row.get("state") + (row.containsKey("reason") ? " " + row.get("reason") : ""));
    return new ArrayList<>(latest.values());
  }

  @Test
  void a_slot_is_queued_when_its_time_has_come_and_not_before() {
    var schedule = town.schedule(Town.ACME, "*/5 * * * *");
    assertThat(schedule.nextRunAt()).isEqualTo("2026-03-02T12:05:00Z");
    town.clock.set("2026-03-02T12:04:59Z");
    assertThat(trigger()).isEqualTo(new Triggered(0, 0, 0));
    town.clock.set("2026-03-02T12:05:00Z");
    assertThat(trigger()).isEqualTo(new Triggered(1, 1, 0));
    assertThat(trigger()).isEqualTo(new Triggered(0, 0, 0));
    var after = town.house.book.find(Town.ACME, schedule.id()).orElseThrow();
    assertThat(after.nextRunAt()).isEqualTo("2026-03-02T12:10:00Z");
    assertThat(after.lastRunAt()).isEqualTo("2026-03-02T12:05:00Z");
    assertThat(town.house.queue.process().started()).isEqualTo(1);
    var run = town.house.ledger.open(Town.ACME).getFirst();
    assertThat(run.trigger().wire()).isEqualTo("scheduler");
    assertThat(run.acceptedAt()).isEqualTo("2026-03-02T12:05:00Z");
    assertThat(run.id().value().version()).isEqualTo(8);
  }

  @Test
  void ten_calls_at_once_from_two_processes_queue_each_slot_once() throws Exception {
    for (int i = 0; i < 300; i++) town.schedule(Town.ACME, "* * * * *");
    try (var other = town.house(town.store, town.clock);
        var threads = Executors.newFixedThreadPool(10)) {
      for (int round = 0; round < 3; round++) {
        town.clock.turn(MINUTE);
        var calls = new ArrayList<Callable<Triggered>>();
        for (int i = 0; i < 10; i++) {
          var trigger = i % 2 == 0 ? town.house.trigger : other.trigger;
          calls.add(trigger::trigger);
        }
        long enqueued = 0;
        for (var answer : threads.invokeAll(calls)) enqueued += answer.get().enqueued();
        assertThat(enqueued).isEqualTo(300);
      }
    }
    var queued =
        town.rows("scheduled_pipeline_runs").stream()
            .filter(row -> Objects.equals(row.get("row_seq"), 1L))
            .map(row -> row.get("config_id") + " " + row.get("scheduled_time"))
            .toList();
    assertThat(queued).hasSize(900).doesNotHaveDuplicates();
  }

  @Test
  void clocks_that_differ_by_a_minute_queue_each_slot_once() {
    town.schedule(Town.ACME, "* * * * *");
    try (var ahead = town.skewed(MINUTE);
        var behind = town.skewed(MINUTE.negated())) {
      for (int i = 0; i < 20; i++) {
        town.clock.turn(Duration.ofSeconds(20));
        for (var house : List.of(behind, ahead, town.house)) {
          house.trigger.trigger();
          house.queue.process();
          for (var run : house.ledger.open(Town.ACME)) house.end(house.claim(run.id()));
        }
      }
    }
    var began =
        town.rows("scheduled_pipeline_runs").stream()
            .filter(row -> Objects.equals(row.get("state"), "STARTED"))
            .map(row -> row.get("scheduled_time"))
            .toList();
    // Until 12:07:10, and the minute by which one is ahead.
    assertThat(began).hasSize(8).doesNotHaveDuplicates();
  }

  /// A process is killed before each of its commits in turn; the next goes on with what is in the store.
  @Test
  void a_process_that_dies_between_any_two_writes_loses_and_doubles_nothing() {
    for (int i = 0; i < SCHEDULES; i++) town.schedule(Town.ACME, "* * * * *");
    var random = new Random(4);
    for (int commits = 0; commits < 2 * SCHEDULES; commits++) {
      town.clock.turn(MINUTE);
      die(commits);
      try (var next = town.house(town.store, town.clock)) {
        next.trigger.trigger();
        next.queue.process();
        for (var run : next.ledger.open(Town.ACME))
          if (random.nextBoolean()) next.end(next.claim(run.id()));
        for (var run : next.ledger.running()) next.end(run);
        for (var run : next.ledger.open(Town.ACME)) next.end(next.claim(run.id()));
      }
    }
    var started =
        town.rows("scheduled_pipeline_runs").stream()
            .filter(row -> Objects.equals(row.get("state"), "STARTED"))
            .map(row -> row.get("pipeline_logging_id"))
            .toList();
    int all = 2 * SCHEDULES * SCHEDULES;
    assertThat(started).hasSize(all).doesNotHaveDuplicates();
    assertThat(town.house.desk.find(Town.ACME).orElseThrow().dayCount()).isEqualTo(all);
  }

  private void die(int commits) {
    try (var doomed = town.house(new Mains(town.store, commits), town.clock)) {
      doomed.trigger.trigger();
      doomed.queue.process();
    } catch (Mains.Dead | IllegalStateException dead) {
      // So it was meant.
    }
  }

  @Test
  void of_missed_slots_the_latest_is_made_up_for() {
    town.schedule(Town.ACME, "0 * * * *");
    town.clock.set("2026-03-02T16:20:00Z");
    assertThat(trigger()).isEqualTo(new Triggered(1, 1, 3));
    assertThat(slots())
        .containsExactly("SKIPPED missed", "SKIPPED missed", "SKIPPED missed", "QUEUED");
  }

  @Test
  void all_missed_slots_of_a_day_run_one_after_the_other() {
    town.schedule(Town.ACME, "0 * * * *", Catchup.ALL);
    town.clock.set("2026-03-02T15:20:00Z");
    assertThat(trigger()).isEqualTo(new Triggered(1, 3, 0));
    for (int i = 0; i < 3; i++) {
      assertThat(town.house.queue.process().started()).isEqualTo(1);
      var open = town.house.ledger.open(Town.ACME);
      assertThat(open).hasSize(1);
      town.house.end(town.house.claim(open.getFirst().id()));
    }
    assertThat(town.house.queue.process()).isEqualTo(new RunQueue.Processed(0, 0));
    assertThat(slots()).containsExactly("COMPLETED", "COMPLETED", "COMPLETED");
  }

  @Test
  void at_most_24_missed_slots_are_made_up_for() {
    town.schedule(Town.ACME, "*/10 * * * *", Catchup.ALL);
    town.clock.turn(Duration.ofDays(3));
    assertThat(trigger()).isEqualTo(new Triggered(1, 24, 0));
  }

  @Test
  void a_schedule_may_leave_missed_slots_out() {
    town.schedule(Town.ACME, "0 * * * *", Catchup.NONE);
    town.clock.set("2026-03-02T13:01:00Z");
    assertThat(trigger()).isEqualTo(new Triggered(1, 1, 0));
    town.clock.set("2026-03-02T15:20:00Z");
    assertThat(trigger()).isEqualTo(new Triggered(1, 0, 3));
    assertThat(slots()).containsExactly("SKIPPED superseded", "SKIPPED missed", "SKIPPED missed");
  }

  @Test
  void what_lies_more_than_a_day_back_is_not_made_up_for() {
    var monthly = town.schedule(Town.ACME, "0 0 3 * *");
    town.clock.set("2026-03-05T00:00:00Z");
    assertThat(trigger()).isEqualTo(new Triggered(1, 0, 1));
    assertThat(slots()).containsExactly("SKIPPED missed");
    assertThat(town.house.book.find(Town.ACME, monthly.id()).map(Schedule::nextRunAt).orElseThrow())
        .isEqualTo("2026-04-03T00:00:00Z");
  }

  @Test
  void while_the_run_before_is_open_a_slot_is_left_out_and_says_which_it_was() {
    town.schedule(Town.ACME, "* * * * *");
    town.clock.turn(MINUTE);
    trigger();
    town.house.queue.process();
    var open = town.house.ledger.open(Town.ACME).getFirst();
    town.clock.turn(MINUTE);
    assertThat(trigger()).isEqualTo(new Triggered(1, 0, 1));
    assertThat(slots()).containsExactly("STARTED", "SKIPPED previous_run_open");
    assertThat(town.rows("scheduled_pipeline_runs").getLast().get("blocking_run_id"))
        .isEqualTo(open.id().toString());
    town.house.end(town.house.claim(open.id()));
    town.clock.turn(MINUTE);
    assertThat(trigger()).isEqualTo(new Triggered(1, 1, 0));
  }

  @Test
  void a_tenant_that_may_not_start_runs_has_its_slots_left_out() {
    town.schedule(Town.ACME, "* * * * *");
    town.moves(Town.ACME, "OPEN", TenantStatus.SUSPENDED);
    town.clock.turn(MINUTE);
    assertThat(trigger()).isEqualTo(new Triggered(1, 0, 1));
    assertThat(slots()).containsExactly("SKIPPED tenant_not_active");
  }

  @Test
  void a_paused_schedule_has_no_slots_and_a_resumed_one_begins_with_the_next() {
    var made = town.schedule(Town.ACME, "* * * * *");
    pause(made, false);
    town.clock.turn(Duration.ofMinutes(5));
    assertThat(trigger()).isEqualTo(new Triggered(0, 0, 0));
    assertThat(town.house.book.active()).isZero();
    pause(made, true);
    assertThat(trigger()).isEqualTo(new Triggered(0, 0, 0));
    town.clock.turn(MINUTE);
    assertThat(trigger()).isEqualTo(new Triggered(1, 1, 0));
  }

  private void pause(Schedule schedule, boolean active) {
    var changed =
        town.house.book.change(
            Town.ACME,
            schedule.id(),
            d ->
                new ScheduleDraft(
                    d.template(), d.cron(), d.zone(), active, d.catchup(), d.parameters()),
            Actor.SYSTEM);
    assertThat(changed.map(Schedule::active)).contains(active);
  }

  @Test
  void a_deleted_schedule_leaves_the_queue() {
    var made = town.schedule(Town.ACME, "* * * * *");
    town.clock.turn(MINUTE);
    trigger();
    assertThat(town.house.book.delete(Town.ACME, made.id(), Actor.SYSTEM)).isPresent();
    assertThat(town.house.queue.process().started()).isZero();
    assertThat(slots()).containsExactly("SKIPPED schedule_deleted");
    assertThat(town.rows("customer_pipeline_configs").getLast().get("state")).isEqualTo("DELETED");
  }
}
