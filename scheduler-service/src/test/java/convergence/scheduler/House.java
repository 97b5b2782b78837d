package convergence.scheduler;

import convergence.audit.AuditBook;
import convergence.credential.CredentialVault;
import convergence.directory.ApiKeyBook;
import convergence.directory.TenantDirectory;
import convergence.embedded.queue.InProcessBus;
import convergence.port.Cipher;
import convergence.port.DocumentStore;
import convergence.port.Ids;
import convergence.port.MessageHandler;
import convergence.port.Secret;
import convergence.port.TimeAndChance;
import convergence.quota.QuotaDesk;
import convergence.run.Claim;
import convergence.run.Run;
import convergence.run.RunEvent;
import convergence.run.RunId;
import convergence.run.RunIntake;
import convergence.run.RunJournal;
import convergence.run.RunLedger;
import convergence.run.RunQueue;
import convergence.run.RunWatch;
import convergence.run.Sweeper;
import convergence.run.Waits;
import convergence.schedule.ScheduleBook;
import convergence.schedule.Trigger;
import convergence.template.TemplateCatalog;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/// One process with the scheduler's books, over a store that it may share with others.
final class House implements AutoCloseable {
  final InProcessBus bus;
  final RunLedger ledger;
  final QuotaDesk desk;
  final TenantDirectory directory;
  final RunIntake intake;
  final RunQueue queue;
  final ScheduleBook book;
  final Trigger trigger;
  final Waits waits;
  final Rounds rounds;
  private final InstantSource clock;

  House(Town town, DocumentStore store, InstantSource clock, List<MessageHandler<?>> handlers) {
    this.clock = clock;
    Ids ids = new TimeAndChance().ids();
    bus = new InProcessBus(() -> handlers);
    desk = new QuotaDesk(store, town.plans, clock);
    ledger = new RunLedger(store, desk, bus, new RunWatch(), clock);
    var audit = new AuditBook(store, ids, clock);
    var keys = new ApiKeyBook(store, new Plain(), audit, ids, clock);
    directory = new TenantDirectory(store, desk, town.plans, keys, audit, clock);
    var vault = new CredentialVault(store, new Plain(), directory, town.plans, audit, ids, clock);
    intake = new RunIntake(store, directory, Town::bind, desk, ledger, ids, clock);
    queue = new RunQueue(store, intake, clock);
    book =
        new ScheduleBook(
            store, directory, new TemplateCatalog(town.configs, clock), queue, audit, ids, clock);
    trigger = new Trigger(store, queue, desk, clock);
    waits = new Waits(ledger, queue, desk, clock);
    rounds =
        new Rounds(trigger, queue, vault, new Sweeper(ledger, clock), book, directory, desk, clock);
    bus.start();
  }

  /// Takes a run's lease, as a worker does.
  Run claim(RunId id) {
    return switch (ledger.claim(id, "hand")) {
      case Claim.Granted(var run, _) -> run;
      case Claim.Denied(var why) -> throw new AssertionError(why);
      case Claim.Forged(var run) -> throw new AssertionError("forged: " + run.id());
    };
  }

  /// Ends a run that was claimed.
  void end(Run claimed) {
    new RunJournal(ledger, claimed).end(new RunEvent.Completed(clock.instant()));
  }

  @Override
  public void close() {
    bus.close();
  }

  /// Seals nothing: these stories have no secrets.
  private static final class Plain implements Cipher {
    @Override
    public byte[] seal(Secret plain, Context context) {
      return plain.reveal().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Secret open(byte[] sealed, Context context) {
      return new Secret(new String(sealed, StandardCharsets.UTF_8));
    }
  }
}
