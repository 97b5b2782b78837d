package convergence.embedded.duckdb;

import convergence.problem.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Transactions that only read, each of which sees the warehouse as it was when it began, whatever is written
/// meanwhile. What they see DuckDB keeps for them, so there are only so many, and none is idle for long.
final class Snapshots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int MOST = 64;
  private static final Duration IDLE = Duration.ofHours(1);

  private final Lanes lanes;
  private final Sessions sessions;

  /// The one that was read longest ago first; guarded by itself.
  private final SequencedSet<Snapshot> open = new LinkedHashSet<>();

  Snapshots(Lanes lanes, Sessions sessions) {
    this.lanes = lanes;
    this.sessions = sessions;
  }

  /// @param first what is looked at when it begins: DuckDB fixes what a transaction sees when it first looks
  <T> Begun<T> begin(Task.Body<T> first) {
    return lanes
        .read(
            session -> {
              var snapshot = new Snapshot(sessions.take());
              try {
                var own = session.beside(snapshot.connection);
                own.execute("BEGIN TRANSACTION READ ONLY");
                T seen = first.run(own);
                used(snapshot);
                makeRoom();
                return new Begun<>(snapshot, seen);
              } catch (SQLException | RuntimeException e) {
                snapshot.end(false);
                throw e;
              }
            })
        .await(Jobs.PATIENCE);
  }

  /// @param seen what was found at its beginning
  record Begun<T>(Snapshot snapshot, T seen) {}

  private void used(Snapshot snapshot) {
    synchronized (open) {
      open.remove(snapshot);
      open.add(snapshot);
      snapshot.usedAt = System.nanoTime();
    }
  }

  /// Ends those that were read longest ago. One that is being read stays: whoever reads it waits for a thread, and this
  /// may be called on it.
  private void makeRoom() {
    List<Snapshot> old;
    synchronized (open) {
      old = open.stream().limit(Math.max(0, open.size() - MOST)).toList();
    }
    old.forEach(Snapshot::endIfIdle);
  }

  void forgetIdle() {
    long now = System.nanoTime();
    List<Snapshot> old;
    synchronized (open) {
      old = open.stream().filter(it -> now - it.usedAt > IDLE.toNanos()).toList();
    }
    old.forEach(Snapshot::endIfIdle);
  }

  /// Not before the last read has ended.
  @Override
  public void close() {
    List<Snapshot> all;
    synchronized (open) {
      all = List.copyOf(open);
    }
    all.forEach(Snapshot::endIfIdle);
  }

  /// One of them. Its reads follow one another.
  final class Snapshot {
    private final DuckDBConnection connection;
    private final Semaphore turn = new Semaphore(1);
    private boolean ended; // guarded by turn
    private long usedAt; // guarded by open

    private Snapshot(DuckDBConnection connection) {
      this.connection = connection;
    }

    /// @throws Fault.Permanent `snapshot_gone` when it has ended
    <T> T read(Task.Body<T> body) {
      turn.acquireUninterruptibly();
      try {
        if (ended)
          throw new Fault.Permanent(
              "snapshot_gone", "the rows are no longer kept as they were; begin anew");
        used(this);
        return lanes.read(session -> body.run(session.beside(connection))).await(Jobs.PATIENCE);
      } catch (RuntimeException e) {
        // A transaction in which a statement failed cannot be read any more.
        end(false);
        throw e;
      } finally {
        turn.release();
      }
    }

    private void end(boolean sound) {
      if (ended) return;
      ended = true;
      synchronized (open) {
        open.remove(this);
      }
      try {
        if (sound) {
          try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
          }
          sessions.giveBack(connection);
        } else connection.close();
      } catch (SQLException e) {
        LOG.warn("a connection could not be closed", e);
      }
    }

    private void endIfIdle() {
      if (!turn.tryAcquire()) return;
      try {
        end(true);
      } finally {
        turn.release();
      }
    }
  }
}
