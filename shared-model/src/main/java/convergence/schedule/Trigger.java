package convergence.schedule;

import convergence.port.Commit;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Query;
import convergence.problem.Refusal;
import convergence.quota.LeaseDecision;
import convergence.quota.QuotaDesk;
import convergence.run.QueueState;
import convergence.run.QueuedRun;
import convergence.run.RunId;
import convergence.run.RunQueue;
import convergence.run.SkipReason;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the schedules whose slot has come, puts each slot into the queue once, and moves its schedule on in the
/// same transaction. Any number may be called at once, with clocks that differ: whoever comes second finds a
/// schedule that has moved on.
@Singleton
public final class Trigger {
  /// Schedules that are read with one question.
  private static final int PAGE = 1_000;

  /// Pages that may be decided and not durable yet: some 50 MB. The more go to the disk together, the fewer pages of the
  /// tenants' indexes are written again and again.
  private static final int PAGES_AHEAD = 16;

  /// Schedules that are moved on in one transaction; five writes each at most stay below what one may hold.
  private static final int BATCH = 50;

  /// Batches that are decided at the same time.
  private static final int SIDE_BY_SIDE = Runtime.getRuntime().availableProcessors();

  private static final ThreadFactory THREADS =
      Thread.ofPlatform().name("trigger-", 0).daemon().factory();

  private static final Logger LOG = LoggerFactory.getLogger(Trigger.class);

  private final DocumentStore store;
  private final RunQueue queue;
  private final QuotaDesk desk;
  private final InstantSource clock;

  public Trigger(DocumentStore store, RunQueue queue, QuotaDesk desk, InstantSource clock) {
    this.store = store;
    this.queue = queue;
    this.desk = desk;
    this.clock = clock;
  }

  /// @param due schedules whose slot had come
  /// @param enqueued slots that wait in the queue now
  /// @param skipped slots that were recorded as left out
  public record Triggered(long due, long enqueued, long skipped) {
    private static final Triggered NOTHING = new Triggered(0, 0, 0);

    private Triggered plus(Triggered other) {
      return new Triggered(due + other.due, enqueued + other.enqueued, skipped + other.skipped);
    }
  }

  /// Enqueues every slot that has come; durable when it returns.
  public Triggered trigger() {
    Instant now = clock.instant();
    var standing = new Standing(now);
    var sum = Triggered.NOTHING;
    var hits = due(now, null);
    // Most calls find nothing, and then need no threads.
    if (!hits.isEmpty())
      try (var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE, THREADS)) {
        // What some pages ago was decided is awaited, so that the disk keeps up and memory stays
        // flat.
        var ahead = new ArrayDeque<List<Commit<Triggered>>>();
        while (!hits.isEmpty()) {
          var page = hits;
          var after = page.getLast().cursor();
          var next =
              threads.submit(() -> page.size() < PAGE ? List.<Query.Hit>of() : due(now, after));
          var decided = new ArrayList<Commit<Triggered>>();
          for (var end : threads.invokeAll(batches(page, standing, now))) decided.add(end.get());
          for (var commit : decided) sum = sum.plus(commit.value());
          ahead.add(decided);
          if (ahead.size() > PAGES_AHEAD) ahead.remove().forEach(Commit::awaitDurable);
          hits = next.get();
        }
        ahead.forEach(commits -> commits.forEach(Commit::awaitDurable));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted; the next call goes on", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      }
    if (sum.due() > 0)
      LOG.info(
          "{} schedules were due: {} slots queued, {} left out",
          sum.due(),
          sum.enqueued(),
          sum.skipped());
    return sum;
  }

  private List<Query.Hit> due(Instant now, Query.@Nullable Cursor after) {
    Object to = now.getEpochSecond() + 1;
    return store.query(new Query(ScheduleRows.DUE, List.of(), null, to, false, after, PAGE));
  }

  private List<Callable<Commit<Triggered>>> batches(
      List<Query.Hit> page, Standing standing, Instant now) {
    var batches = new ArrayList<Callable<Commit<Triggered>>>();
    for (int from = 0; from < page.size(); from += BATCH) {
      var batch = page.subList(from, Math.min(page.size(), from + BATCH));
      for (var hit : batch) standing.ask(hit);
      batches.add(() -> moveOn(batch, standing, now));
    }
    return batches;
  }

  private Commit<Triggered> moveOn(List<Query.Hit> batch, Standing standing, Instant now) {
    return store.commit(
        tx -> {
          var sum = Triggered.NOTHING;
          for (var hit : batch) sum = sum.plus(moveOn(tx, hit.key().id(), standing, now));
          return sum;
        });
  }

  private Triggered moveOn(Tx tx, String id, Standing standing, Instant now) {
    var found = ScheduleRows.find(tx, id);
    if (found.isEmpty() || !found.get().dueAt(now)) return Triggered.NOTHING;
    var schedule = found.get();
    var due = DueSlots.of(schedule, Objects.requireNonNull(schedule.nextRunAt()), now);
    var turn = new Turn(tx, schedule, now);
    turn.clear(due.last());
    for (var fire : due.missed())
      turn.skip(fire, SkipReason.MISSED, "Nobody was there at its time.", null);
    String inactive = standing.of(schedule.tenant());
    for (var fire : due.begin()) turn.begin(fire, inactive);
    ScheduleRows.write(tx, schedule.movedOn(due.last(), due.next(), turn.unfinished));
    return new Triggered(1, turn.enqueued, turn.skipped);
  }

  /// One schedule's slots in one transaction.
  private final class Turn {
    private final Tx tx;
    private final Schedule schedule;
    private final Instant now;
    private final List<RunId> unfinished = new ArrayList<>();
    private @Nullable RunId open;
    private int enqueued;
    private int skipped;

    Turn(Tx tx, Schedule schedule, Instant now) {
      this.tx = tx;
      this.schedule = schedule;
      this.now = now;
    }

    /// What still waits for the slots before has waited long enough; what is open stands in the way.
    void clear(Instant slot) {
      for (var id : schedule.unfinished()) {
        var entry = queue.find(tx, id);
        if (entry.isEmpty()) continue;
        switch (entry.get().state()) {
          case QueueState.Waiting _ -> {
            var why =
                new QueueState.Skipped(
                    now,
                    SkipReason.SUPERSEDED,
                    "It waited until the next slot came.",
                    SlotId.of(schedule.id(), slot));
            queue.skip(tx, id, why);
            skipped++;
          }
          case QueueState.Started _ -> {
            open = id;
            unfinished.add(id);
          }
          case QueueState.Ended _, QueueState.Skipped _ -> {}
        }
      }
    }

    /// @param inactive the tenant's status where runs cannot start; empty: they can
    void begin(Fire fire, String inactive) {
      if (!inactive.isEmpty()) {
        String why = "The tenant is " + inactive + "; runs cannot start.";
        skip(fire, SkipReason.TENANT_NOT_ACTIVE, why, null);
      } else if (open != null) {
        skip(fire, SkipReason.PREVIOUS_RUN_OPEN, "The run before it was still open.", open);
      } else {
        var behind = unfinished.isEmpty() ? null : unfinished.getLast();
        var entry = entry(fire, behind, new QueueState.Waiting());
        if (put(entry)) {
          unfinished.add(entry.id());
          enqueued++;
        }
      }
    }

    void skip(Fire fire, SkipReason reason, String detail, @Nullable RunId by) {
      if (put(entry(fire, null, new QueueState.Skipped(now, reason, detail, by)))) skipped++;
    }

    /// A slot comes once, whatever became of its schedule's times.
    private boolean put(QueuedRun entry) {
      if (queue.find(tx, entry.id()).isPresent()) return false;
      queue.put(tx, entry);
      return true;
    }

    private QueuedRun entry(Fire fire, @Nullable RunId behind, QueueState state) {
      return new QueuedRun(
          SlotId.of(schedule.id(), fire.at()),
          schedule.id(),
          schedule.tenant(),
          schedule.template(),
          schedule.pipelineId(),
          schedule.parameters(),
          fire.at(),
          fire.local().toLocalDate(),
          behind,
          now,
          state,
          1);
    }
  }

  /// Whether tenants may start runs, asked once each. What is decided on it is asked again at the admission.
  private final class Standing {
    private final Instant now;
    private final Map<TenantId, String> asked = new HashMap<>();

    Standing(Instant now) {
      this.now = now;
    }

    /// Before a transaction, which may read only what it writes.
    void ask(Query.Hit hit) {
      if (hit.document().fields().get("tenant") instanceof String tenant)
        asked.computeIfAbsent(new TenantId(tenant), this::status);
    }

    /// The status that forbids it; empty: none does.
    String of(TenantId tenant) {
      return asked.getOrDefault(tenant, "");
    }

    private String status(TenantId tenant) {
      return desk.find(tenant)
          .map(usage -> usage.ask("", now))
          .map(
              answer ->
                  answer instanceof LeaseDecision.Denied(Refusal.TenantNotActive(var why))
                      ? why
                      : "")
          .orElse("UNKNOWN");
    }
  }
}
