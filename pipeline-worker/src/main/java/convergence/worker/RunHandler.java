package convergence.worker;

import convergence.audit.Actor;
import convergence.audit.AuditBook;
import convergence.audit.Change;
import convergence.port.Background;
import convergence.port.DocumentStore;
import convergence.port.Ids;
import convergence.port.MessageHandler;
import convergence.port.Permits;
import convergence.port.Permits.Permit;
import convergence.port.Traces;
import convergence.port.Traces.Kind;
import convergence.port.Traces.Span;
import convergence.run.Claim;
import convergence.run.LostLease;
import convergence.run.Run;
import convergence.run.RunJournal;
import convergence.run.RunLedger;
import convergence.run.RunRequest;
import convergence.run.RunState;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Answers the doorbell: claims the run, acks, executes. It acks before the run ends, since a run may outlast
/// any bus's lease: from the claim on the heartbeat is the lease, and the permit is held until the end.
@Singleton
public final class RunHandler implements MessageHandler<RunRequest>, Background, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunHandler.class);

  /// How long giving back the leases of all runs may take.
  private static final Duration GIVING_BACK = Duration.ofSeconds(2);

  private final RunLedger ledger;
  private final DocumentStore store;
  private final AuditBook audit;
  private final RunEngine engine;
  private final LiveRuns runs;
  private final Heart heart;
  private final InstantSource clock;
  private final Traces traces;
  private final Permits permits;
  private final Duration farewell;
  private final int handoverLimit;
  private final String worker;
  // Set once, by the thread that stops the process.
  private volatile boolean closing;

  RunHandler(
      RunLedger ledger,
      DocumentStore store,
      AuditBook audit,
      RunEngine engine,
      LiveRuns runs,
      Heart heart,
      InstantSource clock,
      Ids ids,
      Traces traces,
      WorkerConfig config) {
    this.ledger = ledger;
    this.store = store;
    this.audit = audit;
    this.engine = engine;
    this.runs = runs;
    this.heart = heart;
    this.clock = clock;
    this.traces = traces;
    this.permits = new Permits(config.permits());
    this.farewell = config.farewell();
    this.handoverLimit = config.handoverLimit();
    this.worker = "worker-" + ids.base62(8);
  }

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
  public Disposition handle(RunRequest request, Permit permit) {
    boolean taken = false;
    try {
      if (closing) return Disposition.REDELIVER;
      switch (ledger.claim(request, worker)) {
        case Claim.Denied denied -> LOG.debug("{}", denied.why());
        case Claim.Forged(var run) -> tellOfForgery(run);
        case Claim.Granted granted -> {
          begin(granted, permit);
          taken = true;
        }
      }
      return Disposition.DONE;
    } finally {
      if (!taken) permit.close();
    }
  }

  private void tellOfForgery(Run run) {
    LOG.warn("a message for run {} named another tenant than {}: dropped", run.id(), run.tenant());
    store.transact(
        tx -> {
          var change = new Change("run.forged_request", run.id().toString(), Map.of());
          audit.write(tx, run.tenant(), Actor.SYSTEM, change);
          return run;
        });
  }

  private void begin(Claim.Granted granted, Permit permit) {
    var journal = new RunJournal(ledger, granted.run());
    var span = begin(granted.run());
    var live = new LiveRun(granted.run(), granted.plan(), journal, clock.instant(), span);
    if (granted.run().fence() > handoverLimit) live.doom();
    runs.add(live);
    Thread.ofVirtual()
        .start(
            () -> {
              try (permit;
                  var _ = MDC.putCloseable("run_id", live.id().toString());
                  var _ = MDC.putCloseable("tenant_id", granted.run().tenant().value());
                  var _ = span.activate()) {
                engine.execute(live);
              } finally {
                runs.remove(live);
                end(span, journal.run());
              }
            });
  }

  private Span begin(Run run) {
    return traces
        .begin(Kind.CONSUMER, "run")
        .tell("convergence.run_id", run.id().toString())
        .tell("convergence.tenant_id", run.tenant().value())
        .tell("convergence.template", run.template().toString());
  }

  private static void end(Span span, Run run) {
    span.tell("convergence.status", run.state().status());
    if (run.state() instanceof RunState.Failed) span.failed("FAILED");
    span.end();
  }

  @Override
  public void start() {
    heart.start();
  }

  /// Takes nothing new, lets runs end for a few seconds, and gives the others back for another worker to go
  /// on with.
  @PreDestroy
  @Override
  public void close() {
    closing = true;
    awaitTheEnds();
    var left = List.copyOf(runs.all());
    if (left.isEmpty()) return;
    LOG.info("giving back {} runs", left.size());
    var given = new CountDownLatch(left.size());
    for (var live : left)
      Thread.ofVirtual()
          .start(
              () -> {
                giveBack(live);
                given.countDown();
              });
    try {
      var _ = given.await(GIVING_BACK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveBack(LiveRun live) {
    try {
      live.journal().giveBack(clock.instant());
    } catch (LostLease e) {
      LOG.debug("run {} had ended or was lost already", live.id());
    } catch (RuntimeException e) {
      LOG.warn("run {} could not be given back; its lease runs out", live.id(), e);
    } finally {
      live.giveUp();
    }
  }

  private void awaitTheEnds() {
    long until = System.nanoTime() + farewell.toNanos();
    try {
      while (!runs.all().isEmpty() && System.nanoTime() < until) TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
