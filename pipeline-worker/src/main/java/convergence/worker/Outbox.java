package convergence.worker;

import convergence.port.Background;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Notifier;
import convergence.port.Notifier.Notice;
import convergence.port.Query;
import convergence.problem.Fault;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that wait to be sent: written by the transaction that tells why, sent at least once under their
/// stable ids, also across crashes, and deleted after that.
@Singleton
public final class Outbox implements Background, AutoCloseable {
  static final Index WAITING = new Index("outbox", "waiting", List.of("since"));
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /// How long a notice waits that could not be delivered, or that another process left behind.
  private static final long LOOK_SECONDS = 30;

  private final DocumentStore store;
  private final Notifier notifier;
  private final InstantSource clock;
  private final Semaphore bell = new Semaphore(0);
  private volatile boolean closed;

  public Outbox(DocumentStore store, Notifier notifier, InstantSource clock) {
    this.store = store;
    this.notifier = notifier;
    this.clock = clock;
  }

  /// Puts a notice in, within the transaction that tells why. Call [#ring] when that is durable.
  public void put(Tx tx, Notice notice) {
    long since = clock.instant().toEpochMilli();
    tx.put(key(notice.id()), new Document(1, Json.write(notice), Map.of("since", since)));
  }

  /// There is something new.
  public void ring() {
    bell.release();
  }

  /// Sends all that waits.
  ///
  /// @return how many were delivered
  public int drain() {
    int sent = 0;
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(WAITING, List.of(), null, null, false, after, 100));
      for (var hit : hits) if (send(Json.read(hit.document().body(), Notice.class))) sent++;
      if (hits.size() < 100) return sent;
      after = hits.getLast().cursor();
    }
  }

  private boolean send(Notice notice) {
    boolean delivered = true;
    try {
      notifier.send(notice);
    } catch (Fault.Transient e) {
      LOG.info("notice {} waits: {}", notice.id(), e.getMessage());
      return false;
    } catch (Fault.Permanent e) {
      LOG.warn("notice {} cannot be delivered and is dropped: {}", notice.id(), e.getMessage());
      delivered = false;
    }
    store.transact(
        tx -> {
          tx.delete(key(notice.id()));
          return Boolean.TRUE;
        });
    return delivered;
  }

  @Override
  public void start() {
    Thread.ofPlatform().daemon().name("outbox").start(this::deliver);
  }

  private void deliver() {
    while (!closed) {
      try {
        drain();
        var _ = bell.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
        bell.drainPermits();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        if (!closed) LOG.error("the outbox could not be drained", e);
        pauseAfterError();
      }
    }
  }

  private void pauseAfterError() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @PreDestroy
  @Override
  public void close() {
    closed = true;
    bell.release();
  }

  private static Key key(String id) {
    return new Key("outbox", id);
  }
}
