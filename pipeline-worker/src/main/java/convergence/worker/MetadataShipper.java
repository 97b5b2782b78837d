package convergence.worker;

import convergence.metadata.MetadataTables;
import convergence.port.Background;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.quota.QuotaDesk;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves metadata rows from the ledger's store to the warehouse, in their order, many at once. A row is dropped
/// only after the warehouse has it; shipping it twice is shipping it once.
@Singleton
public final class MetadataShipper implements Background, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataShipper.class);

  /// Each shipment costs the warehouse a commit, so few large ones are cheap.
  private static final int LARGE = 5_000;

  /// Faults of a row itself: its dataset is gone, or it is not what its table declares.
  private static final Set<String> HOPELESS = Set.of("table_not_found", "data_invalid");

  private final DocumentStore store;
  private final Warehouse warehouse;
  private final MetadataTables tables;
  private final QuotaDesk desk;
  private final Duration interval;
  private final int most;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);

  public MetadataShipper(
      DocumentStore store,
      Warehouse warehouse,
      MetadataTables tables,
      QuotaDesk desk,
      MetadataConfig config) {
    this.store = store;
    this.warehouse = warehouse;
    this.tables = tables;
    this.desk = desk;
    this.interval = config.flushInterval();
    this.most = Math.max(config.batchSize(), LARGE);
  }

  /// Ships all rows of transactions that were durable before the call.
  ///
  /// @return how many rows
  public int flush() {
    oneAtATime.lock();
    try {
      desk.emitRows();
      int shipped = 0;
      while (true) {
        var facts = store.facts(most);
        if (facts.isEmpty()) return shipped;
        ship(facts);
        store.dropFacts(facts.getLast().seq());
        shipped += facts.size();
        if (facts.size() < most) return shipped;
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  /// Ships all rows, then does the work while none are shipped: the store's rows and the warehouse's fit together.
  public void still(Runnable work) {
    oneAtATime.lock();
    try {
      flush();
      work.run();
    } finally {
      oneAtATime.unlock();
    }
  }

  /// One row that the warehouse will never take must not hold up all behind it.
  private void ship(List<Fact.Numbered> facts) {
    try {
      warehouse.append(tables.everywhere(facts));
    } catch (Fault.Permanent e) {
      if (!HOPELESS.contains(e.code())) throw e;
      if (facts.size() == 1) {
        var fact = facts.getFirst();
        LOG.error(
            "metadata row {} of {}.{} is lost: {}",
            fact.seq(),
            fact.fact().dataset(),
            fact.fact().table(),
            e.getMessage());
        return;
      }
      int half = facts.size() / 2;
      ship(facts.subList(0, half));
      ship(facts.subList(half, facts.size()));
    }
  }

  @Override
  public void start() {
    Thread.ofPlatform().daemon().name("metadata-shipper").start(this::pump);
  }

  private void pump() {
    boolean troubled = false;
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          flush();
          troubled = false;
        } catch (RuntimeException e) {
          if (!troubled) LOG.warn("metadata rows wait, the next flush tries again", e);
          troubled = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops the pump; rows that were not shipped stay in the store for the next start.
  @PreDestroy
  @Override
  public void close() {
    closed.countDown();
  }
}
