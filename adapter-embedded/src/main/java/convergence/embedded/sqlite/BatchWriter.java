package convergence.embedded.sqlite;

import convergence.problem.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes decided transactions into the open batch, and writes batch after batch on its own thread. While
/// one is being written the next one fills, so nobody waits on purpose and all share the disk.
final class BatchWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  private final ReentrantLock deciding;
  private final Condition filled;
  private final Hot hot;
  private final KeyScan keys;
  private final Disk disk;
  private final Checkpoints checkpoints;
  private final Thread thread;
  private volatile LongConsumer commits = _ -> {};
  private volatile boolean failing;

  // All below: only under `deciding`.
  private Batch open = new Batch();
  private @Nullable Batch writing;
  private long nextFact;
  private boolean closed;

  BatchWriter(
      ReentrantLock deciding,
      Hot hot,
      KeyScan keys,
      Disk disk,
      Checkpoints checkpoints,
      Connection connection)
      throws SQLException {
    this.deciding = deciding;
    this.filled = deciding.newCondition();
    this.hot = hot;
    this.keys = keys;
    this.disk = disk;
    this.checkpoints = checkpoints;
    this.nextFact =
        1
            + Math.max(
                Database.number(connection, "SELECT max(seq) FROM facts"),
                Database.number(connection, "SELECT up_to FROM dropped_facts"));
    this.thread = Thread.ofPlatform().name("store-disk").daemon().start(this::run);
  }

  /// Makes the attempt's writes the latest. The caller holds the lock and has checked what was read.
  ///
  /// @return what the attempt must wait for
  Batch decide(Attempt attempt) {
    refuseIfClosed();
    if (attempt.isReadOnly()) return latest();
    for (var write : attempt.writes.entrySet()) {
      var key = write.getKey();
      var after = write.getValue();
      var before = hot.peek(key);
      open.changes.computeIfAbsent(key, _ -> new Batch.Change(before)).after(after);
      hot.decide(key, new Slot(after.document(), open));
    }
    for (var fact : attempt.facts)
      open.facts.add(new Batch.FactRow(nextFact++, fact.dataset(), fact.table(), fact.row()));
    return joined();
  }

  Batch dropFacts(long upTo) {
    refuseIfClosed();
    open.dropFactsUpTo = Math.max(open.dropFactsUpTo, upTo);
    return joined();
  }

  /// Hears how long each batch took to reach the disk, in nanoseconds, on the disk's thread.
  void onCommit(LongConsumer listener) {
    commits = listener;
  }

  /// Whether the last batch could not be written.
  boolean failing() {
    return failing;
  }

  private Batch joined() {
    if (open.transactions++ == 0) filled.signal();
    return open;
  }

  private Batch latest() {
    if (!open.isEmpty()) return open;
    return writing != null ? writing : Batch.DURABLE;
  }

  private void refuseIfClosed() {
    if (closed) throw new Fault.Transient("store_closed", "The store is closed.");
  }

  private void run() {
    for (var next = take(); next.isPresent(); next = take()) {
      var batch = next.get();
      long begun = System.nanoTime();
      try {
        disk.write(batch);
        batch.written();
        checkpoints.written(batch.changes.size() + batch.facts.size());
        failing = false;
        commits.accept(System.nanoTime() - begun);
      } catch (SQLException | RuntimeException e) {
        LOG.error("a batch of {} transactions was not written", batch.transactions, e);
        failing = true;
        fail(batch, e);
      }
      tidy();
    }
  }

  private Optional<Batch> take() {
    deciding.lock();
    try {
      writing = null;
      while (open.isEmpty() && !closed) filled.awaitUninterruptibly();
      if (open.isEmpty()) return Optional.empty();
      var batch = open;
      writing = batch;
      open = new Batch();
      return Optional.of(batch);
    } finally {
      deciding.unlock();
    }
  }

  /// What was decided meanwhile was decided on top of the batch that failed, so it fails too.
  private void fail(Batch batch, Exception why) {
    deciding.lock();
    try {
      var above = open;
      open = new Batch();
      hot.forget(batch);
      hot.forget(above);
      batch.failed(why);
      above.failed(why);
    } finally {
      deciding.unlock();
    }
  }

  private void tidy() {
    if (hot.isFull()) {
      deciding.lock();
      try {
        hot.sweep();
      } finally {
        deciding.unlock();
      }
    }
    if (keys.isDue()) {
      deciding.lock();
      try {
        keys.start(latest());
      } finally {
        deciding.unlock();
      }
    }
  }

  @Override
  public void close() {
    deciding.lock();
    try {
      closed = true;
      filled.signal();
    } finally {
      deciding.unlock();
    }
    try {
      thread.join();
      checkpoints.close();
      disk.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
