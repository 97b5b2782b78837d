package convergence.embedded.duckdb;

import convergence.problem.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
    var old = new ArrayList<Snapshot>();
    synchronized (open) {
      open.remove(snapshot);
      open.add(snapshot);
      snapshot.usedAt = System.nanoTime();
      while (open.size() > MOST) old.add(open.removeFirst());
    }
    old.forEach(Snapshot::close);
  }

  void forgetIdle() {
    var old = new ArrayList<Snapshot>();
    long now = System.nanoTime();
    synchronized (open) {
      for (var snapshot : open) if (now - snapshot.usedAt > IDLE.toNanos()) old.add(snapshot);
      open.removeAll(old);
    }
    old.forEach(Snapshot::close);
  }

  @Override
  public void close() {
    var all = new ArrayList<Snapshot>();
    synchronized (open) {
      all.addAll(open);
      open.clear();
    }
    all.forEach(Snapshot::close);
  }

  /// One of them. Its reads follow one another.
  final class Snapshot implements AutoCloseable {
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
          connection.createStatement().execute("ROLLBACK");
          sessions.giveBack(connection);
        } else connection.close();
      } catch (SQLException e) {
        LOG.warn("a connection could not be closed", e);
      }
    }

    @Override
    public void close() {
      turn.acquireUninterruptibly();
      try {
        end(true);
      } finally {
        turn.release();
      }
    }
  }
}
