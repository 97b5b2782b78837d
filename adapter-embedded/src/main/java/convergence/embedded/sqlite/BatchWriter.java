package convergence.embedded.sqlite;

import convergence.problem.Fault;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes decided transactions into the open batch, and writes batch after batch on its own thread. While
/// one is on its way to the disk the next one fills, so nobody waits on purpose and all share the disk. A large one
/// is written while the one before it is still being forced.
final class BatchWriter implements AutoCloseable, LogSync.Listener {
  /// Documents and facts that are worth writing before the last batch is on the disk; fewer wait for more.
  private static final int LARGE = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  private final ReentrantLock deciding;
  private final Condition filled;
  private final Hot hot;
  private final KeyScan keys;
  private final Disk disk;
  private final Checkpoints checkpoints;
  private final LogSync sync;
  private final Thread thread;
  private volatile LongConsumer commits = _ -> {};
  private volatile boolean failing;

  /// The log could not be forced: what the file holds may not be on the disk, and nothing is built on it.
  private volatile boolean broken;

  /// What others may see in the file although it is not on the disk.
  private volatile Batch seen = Batch.DURABLE;

  // All below: only under `deciding`.
  private Batch open = new Batch();

  /// The last one that was taken to be written, unless it failed.
  private Batch last = Batch.DURABLE;

  private long nextFact;
  private boolean closed;

  BatchWriter(
      ReentrantLock deciding,
      Hot hot,
      KeyScan keys,
      Disk disk,
      Checkpoints checkpoints,
      LogSync.Log log) {
    this.deciding = deciding;
    this.filled = deciding.newCondition();
    this.hot = hot;
    this.keys = keys;
    this.disk = disk;
    this.checkpoints = checkpoints;
    this.nextFact = 1 + disk.lastFact();
    this.sync = new LogSync(log, this);
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

  /// Returns when everything that can be read from the file is on the disk.
  ///
  /// @throws Fault.Transient it cannot get there
  void awaitSeen() {
    seen.settled();
    refuseIfBroken();
  }

  /// Hears how long each batch took to reach the disk, in nanoseconds.
  void onCommit(LongConsumer listener) {
    commits = listener;
  }

  /// Whether the last batch could not be written.
  boolean failing() {
    return failing || broken;
  }

  private Batch joined() {
    boolean small = open.size() < LARGE;
    if (open.transactions++ == 0 || !small) filled.signal();
    return open;
  }

  private Batch latest() {
    return open.isEmpty() ? last : open;
  }

  private void refuseIfClosed() {
    refuseIfBroken();
    if (closed) throw new Fault.Transient("store_closed", "The store is closed.");
  }

  /// @throws Fault.Transient the file may hold what is not on the disk
  void refuseIfBroken() {
    if (broken)
      throw new Fault.Transient(
          "store_unavailable", "The state could not be forced to the disk; restart the process.");
  }

  private void run() {
    for (var next = take(); next.isPresent(); next = take()) {
      var batch = next.get();
      var before = seen;
      try {
        disk.write(batch);
        seen = batch;
        disk.commit();
        sync.committed(batch);
        failing = false;
        checkpoints.written(batch.size());
      } catch (SQLException | RuntimeException e) {
        LOG.error("a batch of {} transactions was not written", batch.transactions, e);
        seen = before;
        failing = true;
        // What is forgotten is read from the file again, and then taken for what is on the disk.
        seen.settled();
        fail(List.of(batch), e);
      }
      tidy();
    }
  }

  @Override
  public void durable(List<Batch> batches) {
    for (var batch : batches) {
      batch.written();
      commits.accept(System.nanoTime() - batch.begun);
    }
    deciding.lock();
    try {
      filled.signal();
    } finally {
      deciding.unlock();
    }
  }

  @Override
  public void broken(List<Batch> batches, IOException why) {
    LOG.error("the log could not be forced to the disk; the store takes nothing any more", why);
    broken = true;
    fail(batches, why);
  }

  private Optional<Batch> take() {
    deciding.lock();
    try {
      while (!closed && !isWorthWriting()) filled.awaitUninterruptibly();
      if (open.isEmpty()) return Optional.empty();
      last = open;
      last.begun = System.nanoTime();
      open = new Batch();
      return Optional.of(last);
    } finally {
      deciding.unlock();
    }
  }

  private boolean isWorthWriting() {
    return open.size() >= LARGE || (!open.isEmpty() && last.isSettled());
  }

  /// What was decided meanwhile was decided on top of the batches that failed, so it fails too.
  private void fail(List<Batch> batches, Exception why) {
    deciding.lock();
    try {
      var above = open;
      open = new Batch();
      last = Batch.DURABLE;
      for (var batch : batches) {
        hot.forget(batch);
        batch.failed(why);
      }
      hot.forget(above);
      above.failed(why);
      filled.signal();
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
      sync.close();
      checkpoints.close();
      disk.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
