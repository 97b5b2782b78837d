package convergence.run;

import convergence.notice.Outbox;
import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Json;
import convergence.port.MessageBus;
import convergence.port.Query;
import convergence.problem.Fault;
import convergence.quota.QuotaDesk;
import convergence.template.PipelinePlan;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The truth about runs. Only here is [Run#apply] called, so that every change of a run passes the law, is
/// written with its facts in one transaction, and frees what an ended run held in that same transaction.
@Singleton
public final class RunLedger {
  /// How long a claim lasts without a heartbeat.
  public static final Duration LEASE = Duration.ofSeconds(90);

  /// How often a worker renews it.
  public static final Duration HEARTBEAT = Duration.ofSeconds(30);

  /// A lease is dead only this long after its end, by the sweeper's clock: clocks differ.
  public static final Duration LEASE_GRACE = Duration.ofSeconds(30);

  private static final int PLANS_REMEMBERED = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(RunLedger.class);

  private final DocumentStore store;
  private final QuotaDesk desk;
  private final MessageBus bus;
  private final RunWatch watch;
  private final InstantSource clock;
  private final Map<String, PipelinePlan> plans = new ConcurrentHashMap<>();

  public RunLedger(
      DocumentStore store, QuotaDesk desk, MessageBus bus, RunWatch watch, InstantSource clock) {
    this.store = store;
    this.desk = desk;
    this.bus = bus;
    this.watch = watch;
    this.clock = clock;
  }

  /// After how long a request that nobody answered is rung again: 1, 2, 4 … 32 minutes.
  static Duration ringAfter(int rings) {
    return Duration.ofMinutes(1L << Math.min(rings, 5));
  }

  /// The run as decided, perhaps a moment before the disk knows it.
  public Optional<Run> find(RunId id) {
    return store.get(RunBook.key(id)).map(RunBook::read);
  }

  /// The run as it survives a power cut: what a caller is told must not be taken back.
  public Optional<Run> show(RunId id) {
    return store.transact(tx -> RunBook.find(tx, id));
  }

  /// The plan that a run executes.
  ///
  /// @throws IllegalStateException no run was ever accepted with it
  public PipelinePlan plan(String hash) {
    var known = plans.get(hash);
    if (known != null) return known;
    var document =
        store
            .get(RunBook.planKey(hash))
            .orElseThrow(() -> new IllegalStateException("no plan " + hash));
    var plan = Json.read(document.body(), PipelinePlan.class);
    remember(plan);
    return plan;
  }

  /// Newest runs of a tenant first, behind the cursor.
  public List<Query.Hit> page(RunFilter filter) {
    return store.query(filter.query());
  }

  public static Run run(Query.Hit hit) {
    return RunBook.read(hit.document());
  }

  /// Open runs of a tenant, oldest first, at most 1,000.
  public List<Run> open(TenantId tenant) {
    var query = new Query(RunBook.OPEN, List.of(tenant.value()), null, null, false, null, 1000);
    return store.query(query).stream().map(RunLedger::run).toList();
  }

  /// Runs that hold a worker's permit, oldest claim first, at most 1,000.
  public List<Run> running() {
    var query = new Query(RunBook.RUNNING, List.of(), null, null, false, null, 1000);
    return store.query(query).stream().map(RunLedger::run).toList();
  }

  /// As [#claim(RunId, String)], for a request that came from outside.
  public Claim claim(RunRequest request, String worker) {
    var tenant = request.tenant();
    if (tenant == null) return claim(request.run(), worker);
    var run = find(request.run());
    // A run's tenant never changes, so what was read a moment ago still holds.
    return run.isPresent() && !run.get().tenant().equals(tenant)
        ? new Claim.Forged(run.get())
        : claim(request.run(), worker);
  }

  /// Takes the lease of a run that waits. Decided at once; the first [RunJournal#barrier] makes it durable.
  public Claim claim(RunId id, String worker) {
    Instant now = clock.instant();
    Optional<Run> claimed =
        store
            .commit(
                tx -> {
                  var before = RunBook.find(tx, id);
                  if (before.isEmpty() || !(before.get().state() instanceof RunState.Pending))
                    return Optional.<Run>empty();
                  var event = new RunEvent.Claimed(worker, now, now.plus(LEASE));
                  var after = before.get().apply(event);
                  RunBook.write(tx, before, after);
                  return Optional.of(after);
                })
            .value();
    return claimed
        .<Claim>map(run -> new Claim.Granted(run, plan(run.planHash())))
        .orElseGet(() -> new Claim.Denied("run " + id + " does not wait for a worker"));
  }

  /// Applies a worker's events if its fence still holds, and writes what goes with them.
  ///
  /// @return the run after them; empty: the lease was lost, nothing was written
  Commit<Optional<Run>> record(RunId id, long fence, List<RunEvent> events, Consumer<Tx> beside) {
    return store.commit(
        tx -> {
          var before = RunBook.find(tx, id);
          if (before.isEmpty()
              || before.get().fence() != fence
              || !(before.get().state() instanceof RunState.Running)) return Optional.empty();
          var after = change(tx, before.get(), events);
          beside.accept(tx);
          return Optional.of(after);
        });
  }

  /// Asks a run to stop. One that waits is CANCELLED at once; of one that runs its worker sees the request.
  ///
  /// @return the run after it, durable; empty: unknown
  public Optional<Run> cancel(RunId id, String by) {
    Instant now = clock.instant();
    var run =
        alter(
            id,
            before ->
                switch (before.state()) {
                  // A run that was claimed before may have a job under way: only a worker may say
                  // CANCELLED.
                  case RunState.Pending _ when before.fence() == 0 ->
                      List.of(new RunEvent.Cancelled(now));
                  case RunState.Pending _, RunState.Running _ when !before.cancelRequested() ->
                      List.of(new RunEvent.CancelRequested(now, by));
                  case RunState.Pending _,
                      RunState.Running _,
                      RunState.Completed _,
                      RunState.Failed _,
                      RunState.Cancelled _ ->
                      List.of();
                });
    run.ifPresent(this::told);
    run.filter(r -> now.equals(r.endedAt())).ifPresent(watch::over);
    run.filter(r -> r.state().open()).ifPresent(r -> watch.cancelling(r.id()));
    return run;
  }

  /// Rings again for a run that waits too long, or takes the lease from a dead worker and rings.
  ///
  /// @return whether it rang
  boolean handOver(RunId id, boolean leasesAreVoid) {
    Instant now = clock.instant();
    var rang = new boolean[1];
    var run =
        alter(
            id,
            before -> {
              rang[0] = false;
              return switch (before.state()) {
                case RunState.Pending _ when leasesAreVoid || due(before, now) -> {
                  rang[0] = true;
                  yield List.of(new RunEvent.Rung(now));
                }
                case RunState.Running _ when leasesAreVoid || due(before, now) -> {
                  rang[0] = true;
                  yield List.of(new RunEvent.LeaseEnded(now), new RunEvent.Rung(now));
                }
                case RunState.Pending _,
                    RunState.Running _,
                    RunState.Completed _,
                    RunState.Failed _,
                    RunState.Cancelled _ ->
                    List.of();
              };
            });
    if (run.isEmpty() || !rang[0]) return false;
    ring(run.get());
    return true;
  }

  /// Runs that the sweeper should look at, most overdue first.
  List<RunId> due(Instant now, int limit) {
    var query = new Query(RunBook.DUE, List.of(), null, now.toEpochMilli() + 1, false, null, limit);
    return store.query(query).stream().map(hit -> run(hit).id()).toList();
  }

  /// Every open run, whoever holds it.
  List<RunId> allOpen() {
    var all = new ArrayList<RunId>();
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(RunBook.DUE, List.of(), null, null, false, after, 1000));
      hits.forEach(hit -> all.add(run(hit).id()));
      if (hits.size() < 1000) return all;
      after = hits.getLast().cursor();
    }
  }

  /// Rings, and leaves it to the sweeper when the bus does not answer.
  void ring(Run run) {
    try {
      bus.publish(new RunRequest(run.id(), run.tenant()));
    } catch (Fault.Transient e) {
      LOG.warn(
          "run {} is in the ledger but the bus did not take its request; the sweeper rings again",
          run.id());
    }
  }

  /// The run has just ended, durably: everybody who waits is told, and who counts ends.
  void over(Run run) {
    told(run);
    watch.over(run);
  }

  /// Tells everybody who waits, once the end is durable.
  void told(Run run) {
    if (run.state().open()) return;
    watch.ended(run.id());
    try {
      bus.publish(new RunFinished(run.id(), run.tenant()));
    } catch (Fault.Transient e) {
      LOG.debug("completion event of run {} was not taken; the next tick reconciles", run.id());
    }
  }

  /// Writes a new run with its plan and its claim; called by [RunIntake] within its transaction.
  void open(Tx tx, Run run, PipelinePlan plan) {
    if (!plans.containsKey(plan.hash()) && tx.get(RunBook.planKey(plan.hash())).isEmpty())
      tx.create(RunBook.planKey(plan.hash()), Document.of(1, Json.write(plan)));
    if (!run.openKey().isEmpty())
      tx.create(RunBook.openKey(run.openKey()), Document.of(1, Json.write(run.id())));
    RunBook.write(tx, Optional.empty(), run);
  }

  /// To be called once a plan is durable: spares its look-up from then on.
  void remember(PipelinePlan plan) {
    if (plans.size() >= PLANS_REMEMBERED) plans.clear();
    plans.put(plan.hash(), plan);
  }

  private Optional<Run> alter(RunId id, Function<Run, List<RunEvent>> decide) {
    return store.transact(
        tx ->
            RunBook.find(tx, id)
                .map(
                    before -> {
                      var events = decide.apply(before);
                      return events.isEmpty() ? before : change(tx, before, events);
                    }));
  }

  private Run change(Tx tx, Run before, List<RunEvent> events) {
    Run after = before;
    for (var event : events) after = after.apply(event);
    if (before.state().open() && !after.state().open()) {
      if (!before.openKey().isEmpty()) tx.delete(RunBook.openKey(before.openKey()));
      if (before.slot()) desk.release(tx, before.tenant(), before.id().toString());
      if (before.trigger() == TriggerType.SCHEDULER) QueueBook.ended(tx, after);
      // Of the system's own runs whoever had them started is told.
      if (after.state() instanceof RunState.Failed failed && !before.template().domain().isEmpty())
        Outbox.put(tx, RunNotices.failed(after, failed));
    }
    RunBook.write(tx, Optional.of(before), after);
    return after;
  }

  private static boolean due(Run run, Instant now) {
    return run.dueAt() != null && !run.dueAt().isAfter(now);
  }
}
