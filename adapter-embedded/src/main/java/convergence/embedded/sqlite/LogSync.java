package convergence.embedded.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Forces the write-ahead log to the disk on a thread of its own, so that the next batch can be written meanwhile.
/// Batches become durable in the order in which they were committed.
final class LogSync implements AutoCloseable {
  /// The log as it is forced to the disk.
  interface Log extends AutoCloseable {
    void force() throws IOException;

    @Override
    void close() throws IOException;

    Log UNFORCED =
        new Log() {
          @Override
          public void force() {}

          @Override
          public void close() {}
        };

    /// @param database that is open, so that its log exists until it is closed
    static Log of(Path database) throws IOException {
      var file =
          FileChannel.open(
              database.resolveSibling(database.getFileName() + "-wal"), StandardOpenOption.WRITE);
      return new Log() {
        @Override
        public void force() throws IOException {
          file.force(false);
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }

  /// Hears what has become of batches, on this thread.
  interface Listener {
    void durable(List<Batch> batches);

    /// What is in the file and what is on the disk are no longer known to be the same.
    void broken(List<Batch> batches, IOException why);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Log log;
  private final Listener listener;
  private final Thread thread;

  // All below: only under `lock`.
  private List<Batch> committed = new ArrayList<>();
  private boolean closed;

  LogSync(Log log, Listener listener) {
    this.log = log;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("store-sync").daemon().start(this::run);
  }

  /// A batch is in the log.
  void committed(Batch batch) {
    with(() -> committed.add(batch));
  }

  private void with(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private List<Batch> take() {
    lock.lock();
    try {
      while (committed.isEmpty() && !closed) changed.awaitUninterruptibly();
      var taken = committed;
      committed = new ArrayList<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// The kernel tells of a failure once; whatever was to be forced after it cannot be trusted either.
  private void run() {
    IOException failure = null;
    for (var batches = take(); !batches.isEmpty(); batches = take()) {
      if (failure == null) failure = force();
      if (failure == null) listener.durable(batches);
      else listener.broken(batches, failure);
    }
  }

  private @Nullable IOException force() {
    try {
      log.force();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /// Forces what is in the log.
  @Override
  public void close() throws IOException {
    with(() -> closed = true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }
}
