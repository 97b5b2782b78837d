package convergence.worker;

import convergence.audit.Actor;
import convergence.directory.OnboardingOrder;
import convergence.embedded.sqlite.SqliteStore;
import convergence.notice.Outbox;
import convergence.notification.DeliveryBook;
import convergence.port.Fact;
import convergence.port.Ids;
import convergence.port.Index;
import convergence.port.Notifier;
import convergence.port.TimeAndChance;
import convergence.quota.Limits;
import convergence.quota.Plan;
import convergence.quota.Plans;
import convergence.run.Acceptance;
import convergence.run.Planner;
import convergence.run.Run;
import convergence.run.RunId;
import convergence.run.RunOrder;
import convergence.run.StepRecord;
import convergence.run.TriggerType;
import convergence.template.PipelinePlan;
import convergence.template.PlannedStep;
import convergence.template.TemplateKey;
import convergence.tenant.KeyForm;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/// A store, a warehouse, a letter box and a clock, and as many worker processes as a story wants.
final class Town implements AutoCloseable {
  static final TenantId ACME = new TenantId("acme");

  /// As their books declare them.
  private static final List<Index> INDEXES =
      List.of(
          new Index("runs", "by_tenant", List.of("tenant", "started")),
          new Index("runs", "open", List.of("open_tenant", "started")),
          new Index("runs", "ended_badly", List.of("tenant", "bad_end", "started")),
          new Index("runs", "due", List.of("due")),
          new Index("tenants", "all", List.of("tenant_id")),
          new Index("api_keys", "by_tenant", List.of("tenant", "created")),
          Outbox.WAITING,
          DeliveryBook.DUE,
          DeliveryBook.LOG,
          DeliveryBook.ENDED);

  final HandClock clock = new HandClock();
  final LedgerWarehouse warehouse = new LedgerWarehouse();
  final List<Notifier.Notice> mail = new CopyOnWriteArrayList<>();
  private final SqliteStore store;
  private final Path folder;
  private final List<WorkerProcess> processes = new ArrayList<>();
  private final Map<String, PipelinePlan> shelf = new ConcurrentHashMap<>();
  private final Ids ids = new TimeAndChance().ids();

  Town(Path folder) {
    this.folder = folder;
    store = new SqliteStore(folder.resolve("state.db"), INDEXES);
    try (var first = process()) {
      first.directory.enrol(
          new OnboardingOrder(ACME, "Acme", "admin@acme.example", "SCALE"), Actor.SYSTEM);
      processes.remove(first);
    }
  }

  WorkerProcess process() {
    return process(new SeenBy(warehouse));
  }

  WorkerProcess process(SeenBy view) {
    var plan = new Plan("SCALE", null, null, new Limits(null, null, null), null);
    Planner planner =
        (_, template, parameters, _) ->
            new Planner.Bound(
                Objects.requireNonNull(shelf.get(template.template())), Map.of(), parameters);
    var process =
        new WorkerProcess(
            store,
            view,
            mail::add,
            planner,
            new Plans(Map.of("SCALE", plan)),
            ids,
            clock,
            folder.resolve("files"));
    view.mains(process.mains);
    processes.add(process);
    return process;
  }

  /// Puts a pipeline on the shelf.
  void pipeline(String name, long timeoutSeconds, PlannedStep... steps) {
    var key = new TemplateKey("gcp", "test", name);
    shelf.put(
        name,
        new PipelinePlan(
            KeyForm.sha256(name + List.of(steps)),
            key,
            "acme-gcp-test-" + name,
            ACME,
            "acme",
            timeoutSeconds,
            List.of(steps),
            Set.of(),
            Map.of()));
  }

  /// Starts a run through a process' intake.
  RunId start(WorkerProcess at, String name) {
    return start(at, name, Map.of());
  }

  RunId start(WorkerProcess at, String name, Map<String, Object> parameters) {
    var order =
        new RunOrder(
            ACME,
            new TemplateKey("gcp", "test", name),
            parameters,
            TriggerType.API,
            null,
            null,
            "run",
            null,
            null,
            false);
    return switch (at.intake.accept(order)) {
      case Acceptance.Accepted(var run) -> run.id();
      case Acceptance.Duplicate d -> throw new AssertionError("duplicate of " + d.run().id());
      case Acceptance.Refused(var refusal) -> throw new AssertionError(refusal);
    };
  }

  /// The run when it has ended.
  Run settled(WorkerProcess at, RunId id) {
    until(() -> !run(at, id).state().open());
    return run(at, id);
  }

  Run run(WorkerProcess at, RunId id) {
    return at.ledger.find(id).orElseThrow();
  }

  StepRecord step(WorkerProcess at, RunId id, String step) {
    return run(at, id).step(step).orElseThrow();
  }

  /// Rows that the ledger handed over and nobody shipped yet.
  List<Fact> facts() {
    return store.facts(1000).stream().map(Fact.Numbered::fact).toList();
  }

  /// Waits for a fact, a minute at most.
  static void until(BooleanSupplier fact) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!fact.getAsBoolean()) {
      if (System.nanoTime() > deadline) throw new AssertionError("it never came true");
      Thread.onSpinWait();
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(WorkerProcess::close);
    store.close();
  }
}
