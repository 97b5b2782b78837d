package convergence.embedded.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Query;
import convergence.problem.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What SQLite's store does beyond the contract: reopening, indexes that change, versions, failing disks,
/// a memory that is smaller than the state.
final class SqliteStoreTest {
  private static final Index BY_OWNER = new Index("things", "by_owner", List.of("owner", "n"));
  private static final Index BY_NUMBER = new Index("things", "by_number", List.of("n"));

  @TempDir Path folder;

  private SqliteStore open(Index... indexes) {
    return new SqliteStore(folder.resolve("state.db"), List.of(indexes));
  }

  private Connection beside() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
  }

  private static Key thing(long n) {
    return new Key("things", "thing" + n);
  }

  private static void put(SqliteStore store, long from, long to) {
    for (long i = from; i < to; i++) {
      long n = i;
      store.transact(
          tx -> {
            tx.put(thing(n), new Document(1, "\"" + n + "\"", Map.of("owner", "o", "n", n)));
            tx.emit(new Fact("d", "t", Map.of("n", n)));
            return n;
          });
    }
  }

  private static List<Long> all(SqliteStore store, Index index, List<Object> equal) {
    return store.query(new Query(index, equal, null, null, false, null, 1000)).stream()
        .map(hit -> (Long) hit.cursor().value())
        .toList();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void everything_is_there_after_reopening() {
    try (var store = open(BY_OWNER)) {
      put(store, 0, 20);
    }
    try (var store = open(BY_OWNER)) {
      assertThat(all(store, BY_OWNER, List.of("o"))).isEqualTo(range(0, 20));
      assertThat(store.get(thing(7)).orElseThrow().fields())
          .isEqualTo(Map.of("owner", "o", "n", 7L));
      assertThat(store.facts(100)).hasSize(20);
    }
  }

  @Test
  void numbers_of_facts_go_on_after_reopening_even_when_all_were_dropped() {
    long last;
    try (var store = open()) {
      put(store, 0, 5);
      last = store.facts(100).getLast().seq();
      store.dropFacts(last);
    }
    try (var store = open()) {
      put(store, 5, 6);
      assertThat(store.facts(100).getFirst().seq()).isGreaterThan(last);
    }
  }

  @Test
  void an_index_that_is_new_or_changed_is_built_and_one_that_is_gone_is_dropped() {
    try (var store = open(BY_OWNER)) {
      put(store, 0, 10);
    }
    try (var store = open(BY_NUMBER)) {
      assertThat(all(store, BY_NUMBER, List.of())).isEqualTo(range(0, 10));
      put(store, 10, 12);
      assertThatThrownBy(() -> all(store, BY_OWNER, List.of("o")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    var changed = new Index("things", "by_number", List.of("owner", "n"));
    try (var store = open(BY_OWNER, changed)) {
      assertThat(all(store, BY_OWNER, List.of("o"))).isEqualTo(range(0, 12));
      assertThat(all(store, changed, List.of("o"))).isEqualTo(range(0, 12));
    }
  }

  @Test
  void a_newer_file_is_refused_with_a_sentence() throws SQLException {
    try (var store = open()) {
      put(store, 0, 1);
    }
    try (var connection = beside()) {
      Database.execute(connection, "PRAGMA user_version = 99");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("newer Convergence")
        .hasMessageContaining("99");
  }

  @Test
  void an_older_file_is_copied_and_brought_forward() throws SQLException {
    try (var store = open()) {
      put(store, 0, 3);
    }
    var steps = new ArrayList<>(Schema.CURRENT.steps());
    steps.add(List.of("CREATE TABLE later (x)", "INSERT INTO later VALUES (42)"));
    var next = new Schema(steps);
    var file = folder.resolve("state.db");
    try (var connection = beside()) {
      next.apply(connection, file);
      next.apply(connection, file);
      assertThat(Database.number(connection, "SELECT x FROM later")).isEqualTo(42);
      assertThat(Database.number(connection, "PRAGMA user_version")).isEqualTo(next.version());
    }
    var copy = folder.resolve("state.db.v" + Schema.CURRENT.version());
    assertThat(Files.exists(copy)).isTrue();
    try (var store = new SqliteStore(copy, List.of())) {
      assertThat(store.get(thing(2))).isPresent();
    }
  }

  @Test
  void a_batch_that_cannot_be_written_has_no_effect_and_the_store_goes_on() throws SQLException {
    try (var store = open(BY_OWNER)) {
      put(store, 0, 1);
      poison();
      for (int i = 0; i < 50; i++) {
        var bad = store.commit(tx -> write(tx, "poison", 0));
        Commit<Boolean> above =
            store.commit(
                tx -> {
                  boolean saw = tx.get(new Key("things", "poison")).isPresent();
                  return write(tx, "above" + saw, 1) && saw;
                });
        assertThatThrownBy(bad::awaitDurable).isInstanceOf(Fault.Transient.class);
        if (above.value()) assertThatThrownBy(above::durable).isInstanceOf(Fault.Transient.class);
        else above.awaitDurable();
      }
      assertThat(store.get(new Key("things", "poison"))).isEmpty();
      assertThat(store.get(new Key("things", "abovetrue"))).isEmpty();
      put(store, 1, 3);
      assertThat(all(store, BY_OWNER, List.of("o"))).isEqualTo(range(0, 3));
    }
  }

  @Test
  void whoever_only_reads_is_not_told_of_another_ones_failure() throws SQLException {
    try (var store = open()) {
      put(store, 0, 1);
      poison();
      assertThatThrownBy(() -> store.transact(tx -> write(tx, "poison", 1)))
          .isInstanceOf(Fault.Transient.class);
      boolean there = store.transact(tx -> tx.get(thing(0)).isPresent());
      assertThat(there).isTrue();
      boolean written = store.transact(tx -> tx.get(new Key("things", "poison")).isPresent());
      assertThat(written).isFalse();
    }
  }

  private static boolean write(convergence.port.DocumentStore.Tx tx, String id, long n) {
    tx.put(new Key("things", id), Document.of(1, Long.toString(n)));
    return true;
  }

  private void poison() throws SQLException {
    try (var connection = beside()) {
      Database.execute(
          connection,
          "CREATE TRIGGER poison BEFORE INSERT ON documents WHEN new.id = 'poison'"
              + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    }
  }

  @Test
  void a_closed_store_refuses_and_what_was_decided_before_is_durable() {
    var store = open();
    var commits = new ArrayList<Commit<Boolean>>();
    for (int i = 0; i < 100; i++) {
      int n = i;
      commits.add(store.commit(tx -> write(tx, "d" + n, n)));
    }
    store.close();
    commits.forEach(Commit::awaitDurable);
    assertThatThrownBy(() -> store.commit(tx -> write(tx, "late", 1)))
        .isInstanceOf(Fault.Transient.class);
    try (var again = open()) {
      for (int i = 0; i < 100; i++) assertThat(again.get(new Key("things", "d" + i))).isPresent();
    }
  }

  @Test
  void the_state_may_be_larger_than_the_memory() {
    try (var store =
        new SqliteStore(folder.resolve("state.db"), List.of(BY_OWNER), 10, 20, LogSync.Log::of)) {
      put(store, 0, 500);
      for (long n = 0; n < 500; n++) {
        long i = n;
        assertThat(store.get(thing(n)).orElseThrow().body()).isEqualTo("\"" + n + "\"");
        assertThatThrownBy(
                () ->
                    store.transact(
                        tx -> {
                          tx.create(thing(i), Document.of(1, "1"));
                          return true;
                        }))
            .isInstanceOf(convergence.port.DocumentStore.AlreadyExists.class);
        assertThat(store.get(thing(n + 1000))).isEmpty();
      }
    }
  }
}
