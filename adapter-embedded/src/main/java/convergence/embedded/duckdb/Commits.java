package convergence.embedded.duckdb;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Any number of transactions commit beside each other, except while somebody needs the file to stand still.
final class Commits {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /// What changes the file for good.
  interface Change {
    void make() throws SQLException;
  }

  void beside(Change commit) throws SQLException {
    lock.readLock().lock();
    try {
      commit.make();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Nothing is committed while the work goes on.
  void still(Runnable work) {
    lock.writeLock().lock();
    try {
      work.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
