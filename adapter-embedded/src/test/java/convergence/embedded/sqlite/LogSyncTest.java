package convergence.embedded.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Pulse;
import convergence.port.Query;
import convergence.problem.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in the file and not yet on the disk is told to nobody, and nothing is built on what cannot get there.
final class LogSyncTest {
  private static final Index BY_NUMBER = new Index("things", "by_number", List.of("n"));
  private static final Query ALL = new Query(BY_NUMBER, List.of(), null, null, false, null, 100);

  @TempDir Path folder;
  private final Semaphore forces = new Semaphore(0);
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  /// Forces the log when the test lets it.
  private SqliteStore open() {
    return new SqliteStore(file(), List.of(BY_NUMBER), 100, 100, file -> slow(file));
  }

  private Path file() {
    return folder.resolve("state.db");
  }

  private LogSync.Log slow(Path file) throws IOException {
    var log = LogSync.Log.of(file);
    return new LogSync.Log() {
      @Override
      public void force() throws IOException {
        forces.acquireUninterruptibly();
        var wrong = failure.get();
        if (wrong != null) throw wrong;
        log.force();
      }

      @Override
      public void close() throws IOException {
        log.close();
      }
    };
  }

  private static Commit<Long> put(SqliteStore store, long n) {
    return store.commit(
        tx -> {
          tx.put(new Key("things", "thing" + n), new Document(1, "\"" + n + "\"", Map.of("n", n)));
          tx.emit(new Fact("d", "t", Map.of("n", n)));
          return n;
        });
  }

  /// Waits until others can see so many in the file.
  private void awaitInFile(long count) throws SQLException {
    try (var beside = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      while (Database.number(beside, "SELECT count(*) FROM documents") < count)
        LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void a_query_waits_for_what_it_has_seen() throws SQLException {
    try (var store = open()) {
      var first = put(store, 1);
      awaitInFile(1);
      var found = CompletableFuture.supplyAsync(() -> store.query(ALL));
      var facts = CompletableFuture.supplyAsync(() -> store.facts(10));
      var count = CompletableFuture.supplyAsync(() -> store.count(ALL));
      // Whatever they find, they find it before the log is forced.
      LockSupport.parkNanos(100_000_000);
      assertThat(List.of(found, facts, count)).noneMatch(CompletableFuture::isDone);
      forces.release(1000);
      assertThat(found.join()).hasSize(1);
      assertThat(facts.join()).hasSize(1);
      assertThat(count.join()).isEqualTo(1);
      first.awaitDurable();
    }
  }

  @Test
  void nothing_is_taken_after_the_log_could_not_be_forced() throws SQLException {
    try (var store = open()) {
      var lost = put(store, 1);
      awaitInFile(1);
      var above = put(store, 2);
      failure.set(new IOException("the disk is gone"));
      forces.release(1000);
      for (var commit : List.of(lost, above))
        assertThatThrownBy(commit::awaitDurable).isInstanceOf(Fault.Transient.class);
      failure.set(null);
      assertThatThrownBy(() -> put(store, 3)).isInstanceOf(Fault.Transient.class);
      assertThatThrownBy(() -> store.get(new Key("things", "thing1")))
          .isInstanceOf(Fault.Transient.class);
      assertThatThrownBy(() -> store.query(ALL)).isInstanceOf(Fault.Transient.class);
      assertThat(store.state()).isEqualTo(Pulse.State.DOWN);
    }
  }
}
