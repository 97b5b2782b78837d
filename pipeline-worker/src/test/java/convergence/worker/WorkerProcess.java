package convergence.worker;

import convergence.audit.AuditBook;
import convergence.credential.CredentialVault;
import convergence.directory.ApiKeyBook;
import convergence.directory.TenantDirectory;
import convergence.embedded.queue.InProcessBus;
import convergence.metadata.MetadataTables;
import convergence.notification.DeliveryBook;
import convergence.notification.NotificationBook;
import convergence.notification.Postman;
import convergence.port.DocumentStore;
import convergence.port.Ids;
import convergence.port.MessageHandler;
import convergence.port.Notifier;
import convergence.port.Traces;
import convergence.port.Warehouse;
import convergence.quota.Plans;
import convergence.quota.QuotaDesk;
import convergence.run.Planner;
import convergence.run.RunIntake;
import convergence.run.RunLedger;
import convergence.run.RunWatch;
import convergence.run.Sweeper;
import convergence.worker.step.Processors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One process with everything that a worker needs, over a store and a warehouse that it shares with others.
final class WorkerProcess implements AutoCloseable {
  final Mains mains;
  final InProcessBus bus;
  final RunLedger ledger;
  final TenantDirectory directory;
  final QuotaDesk desk;
  final RunIntake intake;
  final Sweeper sweeper;
  final Heart heart;
  final LiveRuns runs;
  final RunHandler handler;
  final Postman postman;
  final MetadataShipper shipper;

  WorkerProcess(
      DocumentStore store,
      Warehouse warehouse,
      Notifier notifier,
      Planner planner,
      Plans plans,
      Ids ids,
      HandClock clock,
      Path files) {
    mains = new Mains(store);
    bus = new InProcessBus(this::handlers);
    var watch = new RunWatch();
    desk = new QuotaDesk(mains, plans, clock);
    ledger = new RunLedger(mains, desk, bus, watch, clock);
    var audit = new AuditBook(mains, ids, clock);
    var keys = new ApiKeyBook(mains, new PlainCipher(), audit, ids, clock);
    directory = new TenantDirectory(mains, desk, plans, keys, audit, clock);
    var vault = new CredentialVault(mains, new PlainCipher(), directory, plans, audit, ids, clock);
    intake = new RunIntake(mains, directory, planner, desk, ledger, ids, clock);
    sweeper = new Sweeper(ledger, clock);
    shipper =
        new MetadataShipper(
            mains,
            warehouse,
            new MetadataTables(warehouse),
            desk,
            new MetadataConfig(Duration.ofSeconds(5), 100));
    var channels = new NotificationBook(mains, directory, new PlainCipher(), audit, ids, clock);
    postman =
        new Postman(new DeliveryBook(mains, channels, ids, clock), channels, notifier, ids, clock);
    var processors =
        Processors.all(warehouse, notifier, new MetadataTables(warehouse), files.toString());
    var steps =
        new StepRunner(
            new StepProcessors(processors), warehouse, shipper, vault, clock, clock, ids);
    var engine = new RunEngine(steps, postman, clock);
    runs = new LiveRuns(watch);
    heart = new Heart(runs, ledger, clock);
    handler =
        new RunHandler(
            ledger,
            mains,
            audit,
            engine,
            runs,
            heart,
            clock,
            ids,
            Traces.none(),
            new WorkerConfig(8, Duration.ofMillis(50), 10));
    bus.start();
  }

  private List<MessageHandler<?>> handlers() {
    return List.of(handler);
  }

  /// The process dies: nothing of it reaches the store any more.
  void cutPower() {
    mains.cut();
  }

  @Override
  public void close() {
    bus.close();
    runs.all().forEach(LiveRun::giveUp);
  }
}
