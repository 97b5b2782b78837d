package convergence.run;

import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Index;
import convergence.port.Query;
import convergence.problem.Refusal;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue of scheduled runs. Each tenant's oldest goes first, and tenants take turns; a run leaves through
/// [RunIntake], in whose transaction it is counted and gets its slot. Any number may process it at once.
@Singleton
public final class RunQueue {
  /// How long a run may wait.
  public static final Duration PATIENCE = Duration.ofHours(24);

  /// So many leave in one call, so that a call ends.
  private static final int AT_ONCE = 5_000;

  /// A tenant's turn in each round.
  private static final int TURN = 20;

  /// Tenants that have their turn at the same time.
  private static final int SIDE_BY_SIDE = 8;

  private static final int PAGE = 100;
  private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);

  private final DocumentStore store;
  private final RunIntake intake;
  private final InstantSource clock;

  public RunQueue(DocumentStore store, RunIntake intake, InstantSource clock) {
    this.store = store;
    this.intake = intake;
    this.clock = clock;
  }

  /// @param waiting how many wait after it
  public record Processed(long started, long waiting) {}

  /// Starts what may start, until nothing more may.
  public Processed process() {
    long started = 0;
    long before;
    do {
      before = started;
      started += round(tenants());
    } while (started > before && started < AT_ONCE);
    if (started > 0) LOG.info("started {} scheduled runs", started);
    return new Processed(started, waiting());
  }

  /// Starts what one tenant may start: one of its runs has ended, or its plan has changed.
  public int wake(TenantId tenant) {
    int started = 0;
    for (int turn = turn(tenant); turn > 0; turn = turn(tenant)) started += turn;
    return started;
  }

  /// How many wait.
  public long waiting() {
    return store.count(all(QueueBook.WAITING, null, null));
  }

  /// How many scheduled runs were completed since then.
  public long completedSince(Instant since) {
    return store.count(all(QueueBook.COMPLETED, since.toEpochMilli(), null));
  }

  /// The entry as it survives a power cut.
  public Optional<QueuedRun> show(RunId id) {
    return store.transact(tx -> QueueBook.find(tx, id));
  }

  /// Entries of a tenant that are not in the ledger, newest first, behind the filter's cursor.
  public List<Query.Hit> page(RunFilter filter) {
    return store.query(filter.unstarted());
  }

  public static QueuedRun run(Query.Hit hit) {
    return QueueBook.read(hit.document());
  }

  /// Puts a slot's entry in, within the transaction that moves its schedule on.
  public void put(Tx tx, QueuedRun entry) {
    QueueBook.write(tx, entry);
  }

  /// The entry of a slot, for a transaction that decides on it.
  public Optional<QueuedRun> find(Tx tx, RunId id) {
    return QueueBook.find(tx, id);
  }

  /// Leaves an entry out if it still waits; it counts as ended then.
  public void skip(Tx tx, RunId id, QueueState.Skipped why) {
    QueueBook.find(tx, id)
        .filter(entry -> entry.state() instanceof QueueState.Waiting)
        .ifPresent(entry -> QueueBook.write(tx, entry.in(why)));
  }

  /// Takes an entry that waits out of the queue for good.
  ///
  /// @return the entry after it; empty: unknown
  public Optional<QueuedRun> cancel(RunId id, String by) {
    var why =
        new QueueState.Skipped(
            clock.instant(), SkipReason.CANCELLED, "Cancelled while it waited.", null);
    LOG.debug("{} cancels the queued run {}", by, id);
    return store.transact(
        tx -> {
          skip(tx, id, why);
          return QueueBook.find(tx, id);
        });
  }

  /// The run before it in its schedule, while that has yet to end.
  Optional<RunId> blocker(QueuedRun entry) {
    var before = entry.behind();
    if (before == null) return Optional.empty();
    return store
        .get(QueueBook.key(before))
        .map(QueueBook::read)
        .filter(RunQueue::unfinished)
        .map(QueuedRun::id);
  }

  private static boolean unfinished(QueuedRun entry) {
    return switch (entry.state()) {
      case QueueState.Waiting _, QueueState.Started _ -> true;
      case QueueState.Ended _, QueueState.Skipped _ -> false;
    };
  }

  /// Every tenant that waits.
  private List<TenantId> tenants() {
    var all = new ArrayList<TenantId>();
    String from = null;
    while (true) {
      var hits = store.query(new Query(QueueBook.WAITING, List.of(), from, null, false, null, 1));
      if (hits.isEmpty()) return all;
      var tenant = run(hits.getFirst()).tenant();
      all.add(tenant);
      from = QueueBook.behind(tenant);
    }
  }

  private int round(List<TenantId> tenants) {
    if (tenants.isEmpty()) return 0;
    var turns = new ArrayList<Callable<Integer>>();
    for (var tenant : tenants) turns.add(() -> turn(tenant));
    try (var threads =
        Executors.newFixedThreadPool(
            Math.min(SIDE_BY_SIDE, tenants.size()),
            Thread.ofVirtual().name("queue-", 0).factory())) {
      int started = 0;
      for (var turn : threads.invokeAll(turns)) started += turn.get();
      return started;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the queue could not be processed", e.getCause());
    }
  }

  /// Starts a few of a tenant, oldest first, until one is refused for want of quota.
  private int turn(TenantId tenant) {
    int started = 0;
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits =
          store.query(
              new Query(
                  QueueBook.WAITING,
                  List.of(),
                  QueueBook.first(tenant),
                  QueueBook.behind(tenant),
                  false,
                  after,
                  PAGE));
      for (var hit : hits) {
        switch (admit(run(hit))) {
          case STARTED -> {
            if (++started == TURN) return started;
          }
          case GONE, BLOCKED -> {}
          case REFUSED -> {
            return started;
          }
        }
      }
      if (hits.size() < PAGE) return started;
      after = hits.getLast().cursor();
    }
  }

  private enum Admission {
    STARTED,
    /// It does not wait any more.
    GONE,
    /// It waits for another run of its schedule; others of the tenant may start.
    BLOCKED,
    /// Nothing of this tenant can start now.
    REFUSED
  }

  private Admission admit(QueuedRun entry) {
    Instant now = clock.instant();
    if (!now.isBefore(entry.queuedAt().plus(PATIENCE)))
      return leave(entry, SkipReason.EXPIRED, "It waited 24 hours.");
    if (blocker(entry).isPresent()) return Admission.BLOCKED;
    return switch (intake.accept(order(entry))) {
      case Acceptance.Accepted _ -> Admission.STARTED;
      case Acceptance.Duplicate _ -> Admission.GONE;
      case Acceptance.Refused(var refusal) -> refused(entry, refusal);
    };
  }

  private Admission refused(QueuedRun entry, Refusal refusal) {
    if (refusal instanceof Refusal.QuotaExceeded || refusal instanceof Refusal.Unavailable)
      return Admission.REFUSED;
    if (refusal instanceof Refusal.TenantNotActive inactive)
      return leave(
          entry,
          SkipReason.TENANT_NOT_ACTIVE,
          "The tenant is " + inactive.status() + "; runs cannot start.");
    return leave(entry, SkipReason.REFUSED, sentence(refusal));
  }

  private Admission leave(QueuedRun entry, SkipReason reason, String detail) {
    var why = new QueueState.Skipped(clock.instant(), reason, detail, null);
    store.transact(
        tx -> {
          skip(tx, entry.id(), why);
          return Boolean.TRUE;
        });
    return Admission.GONE;
  }

  private static String sentence(Refusal refusal) {
    return switch (refusal) {
      case Refusal.BadRequest r -> r.detail();
      case Refusal.BadTemplate r ->
          r.file()
              + " cannot be used"
              + (r.errors().isEmpty() ? "." : ": " + r.errors().getFirst().detail());
      case Refusal.OutOfBounds r -> r.detail();
      case Refusal.NotFound r -> r.detail();
      case Refusal.Conflict r -> r.detail();
      case Refusal other -> "The run was refused: " + other.code() + ".";
    };
  }

  private static RunOrder order(QueuedRun entry) {
    return new RunOrder(
        entry.tenant(),
        entry.template(),
        entry.parameters(),
        TriggerType.SCHEDULER,
        null,
        null,
        "schedule",
        null,
        null,
        false,
        entry);
  }

  private static Query all(Index index, @Nullable Object from, @Nullable Object to) {
    return new Query(index, List.of(), from, to, false, null, 1000);
  }
}
