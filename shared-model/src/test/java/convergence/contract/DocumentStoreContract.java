package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Key;
import convergence.problem.Fault;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Transactions, races and facts of a [DocumentStore]. Queries: [DocumentQueryContract].
public abstract class DocumentStoreContract {
  private static final String DOCS = "contract_docs";
  private final String salt = UUID.randomUUID().toString();

  /// The store under test; it may hold what earlier tests left. It knows the indexes of
  /// [DocumentQueryContract#INDEXES].
  protected abstract DocumentStore store();

  private Key key(String name) {
    return new Key(DOCS, salt + "/" + name);
  }

  private static Document doc(String body) {
    return Document.of(1, "\"" + body + "\"");
  }

  private static Document number(long n) {
    return Document.of(1, Long.toString(n));
  }

  private long number(Key key) {
    return store().get(key).map(d -> Long.parseLong(d.body())).orElse(-1L);
  }

  private void put(Key key, Document document) {
    run(tx -> tx.put(key, document));
  }

  private void run(java.util.function.Consumer<DocumentStore.Tx> work) {
    store()
        .transact(
            tx -> {
              work.accept(tx);
              return true;
            });
  }

  @Test
  final void what_was_put_is_there_until_it_is_deleted() {
    var document =
        new Document(
            7, "{\"a\":\"ü\u0000'\\\"\uD83D\uDE00\"}", Map.of("s", "x", "l", 5L, "b", true));
    put(key("a"), document);
    assertThat(store().get(key("a"))).contains(document);
    put(key("a"), doc("second"));
    assertThat(store().get(key("a"))).contains(doc("second"));
    run(tx -> tx.delete(key("a")));
    assertThat(store().get(key("a"))).isEmpty();
    run(tx -> tx.delete(key("a")));
    assertThat(store().get(key("never"))).isEmpty();
  }

  @Test
  final void an_id_may_be_any_text() {
    var ids = List.of("a/b", "..", "ä '\"%_\\", "__x__", "A", "a", "x".repeat(450));
    for (var id : ids) put(key(id), doc(id.replace("\\", "").replace("\"", "")));
    for (var id : ids)
      assertThat(store().get(key(id))).contains(doc(id.replace("\\", "").replace("\"", "")));
  }

  @Test
  final void a_transaction_reads_its_own_writes() {
    put(key("old"), doc("before"));
    run(
        tx -> {
          assertThat(tx.get(key("new"))).isEmpty();
          tx.create(key("new"), doc("made"));
          assertThat(tx.get(key("new"))).contains(doc("made"));
          tx.put(key("new"), doc("changed"));
          assertThat(tx.get(key("new"))).contains(doc("changed"));
          tx.put(key("old"), doc("after"));
          tx.delete(key("old"));
          assertThat(tx.get(key("old"))).isEmpty();
        });
    assertThat(store().get(key("new"))).contains(doc("changed"));
    assertThat(store().get(key("old"))).isEmpty();
  }

  @Test
  final void creating_what_exists_fails_the_whole_transaction() {
    put(key("there"), doc("first"));
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.put(key("beside"), doc("x"));
                      tx.create(key("there"), doc("second"));
                    }))
        .isInstanceOf(DocumentStore.AlreadyExists.class);
    assertThat(store().get(key("there"))).contains(doc("first"));
    assertThat(store().get(key("beside"))).isEmpty();
  }

  @Test
  final void a_closure_that_swallows_the_refused_create_writes_nothing() {
    put(key("there"), doc("first"));
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.put(key("beside"), doc("x"));
                      try {
                        tx.create(key("there"), doc("second"));
                      } catch (DocumentStore.AlreadyExists e) {
                        tx.put(key("other"), doc("x"));
                      }
                    }))
        .isInstanceOf(DocumentStore.AlreadyExists.class);
    assertThat(store().get(key("beside"))).isEmpty();
    assertThat(store().get(key("other"))).isEmpty();
  }

  @Test
  final void an_error_of_the_closure_comes_back_itself_and_nothing_is_written() {
    dropAllFacts();
    put(key("a"), doc("first"));
    var error = new IllegalStateException("mine");
    assertThatThrownBy(
            () ->
                run(
                    tx -> {
                      tx.put(key("a"), doc("second"));
                      tx.create(key("b"), doc("second"));
                      tx.emit(fact(1));
                      throw error;
                    }))
        .isSameAs(error);
    assertThat(store().get(key("a"))).contains(doc("first"));
    assertThat(store().get(key("b"))).isEmpty();
    assertThat(store().facts(10)).isEmpty();
  }

  @Test
  final void a_document_that_is_too_large_is_refused_for_good() {
    put(key("large"), Document.of(1, "x".repeat(1_000_000)));
    assertThatThrownBy(() -> put(key("larger"), Document.of(1, "ü".repeat(500_001))))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("document_too_large"));
  }

  @Test
  final void a_decision_is_seen_by_the_next_before_it_is_durable() {
    Commit<Integer> first =
        store()
            .commit(
                tx -> {
                  tx.put(key("n"), number(41));
                  return 41;
                });
    assertThat(first.value()).isEqualTo(41);
    assertThat(number(key("n"))).isEqualTo(41);
    var second =
        store()
            .commit(
                tx -> {
                  long n = Long.parseLong(tx.get(key("n")).orElseThrow().body()) + 1;
                  tx.put(key("n"), number(n));
                  return n;
                });
    second.awaitDurable();
    first.awaitDurable();
    assertThat(second.value()).isEqualTo(42);
    assertThat(number(key("n"))).isEqualTo(42);
  }

  @Test
  final void facts_are_those_of_committed_transactions_in_their_order() {
    dropAllFacts();
    for (int i = 0; i < 50; i++) {
      int n = i;
      run(
          tx -> {
            tx.put(key("f"), number(n));
            tx.emit(fact(2L * n));
            tx.emit(fact(2L * n + 1));
          });
    }
    var facts = store().facts(1000);
    assertThat(facts).extracting(f -> f.fact().row().get("n")).isEqualTo(range(0, 100));
    assertThat(facts).extracting(Fact.Numbered::seq).isSorted().doesNotHaveDuplicates();
    assertThat(store().facts(7)).isEqualTo(facts.subList(0, 7));
  }

  @Test
  final void dropped_facts_are_gone_and_their_numbers_are_not_given_again() {
    dropAllFacts();
    for (int i = 0; i < 10; i++) emit(fact(i));
    var facts = store().facts(100);
    store().dropFacts(facts.get(3).seq());
    assertThat(store().facts(100)).isEqualTo(facts.subList(4, 10));
    store().dropFacts(facts.getLast().seq());
    store().dropFacts(facts.getFirst().seq());
    assertThat(store().facts(100)).isEmpty();
    emit(fact(10));
    assertThat(store().facts(100).getFirst().seq()).isGreaterThan(facts.getLast().seq());
  }

  @Test
  final void a_fact_keeps_the_types_of_its_values() {
    dropAllFacts();
    var row = new HashMap<String, Object>();
    row.put("text", "a'\"\\\n\u0000 \uD83D\uDE00");
    row.put("empty", "");
    row.put("long", Long.MIN_VALUE);
    row.put("double", 0.1 + 0.2);
    row.put("whole", 3.0);
    row.put("nan", Double.NaN);
    row.put("flag", false);
    row.put("at", Instant.parse("2026-03-01T00:00:00.123456Z"));
    row.put("day", LocalDate.parse("2026-02-28"));
    row.put("list", List.of("a", "b,c", ""));
    row.put("none", List.of());
    emit(new Fact("tenants", "x_meta_things", row));
    assertThat(store().facts(1).getFirst().fact())
        .isEqualTo(new Fact("tenants", "x_meta_things", row));
  }

  @Test
  final void many_incrementing_one_document_lose_nothing() throws InterruptedException {
    put(key("n"), number(0));
    together(
        64,
        _ -> {
          for (int i = 0; i < 10; i++) increment(key("n"));
        });
    assertThat(number(key("n"))).isEqualTo(640);
  }

  @Test
  final void exactly_as_many_get_a_slot_as_there_are() throws InterruptedException {
    int slots = 7;
    put(key("taken"), number(0));
    var winners = new ConcurrentLinkedQueue<Integer>();
    together(
        64,
        claimer -> {
          if (claim(slots, claimer)) winners.add(claimer);
        });
    assertThat(winners).hasSize(slots);
    assertThat(number(key("taken"))).isEqualTo(slots);
    for (var winner : winners) assertThat(store().get(key("slot" + winner))).isPresent();
  }

  private boolean claim(int slots, int claimer) {
    return retrying(
        () ->
            store()
                .transact(
                    tx -> {
                      long taken = Long.parseLong(tx.get(key("taken")).orElseThrow().body());
                      if (taken == slots) return false;
                      tx.put(key("taken"), number(taken + 1));
                      tx.create(key("slot" + claimer), number(taken));
                      return true;
                    }));
  }

  @Test
  final void of_many_creators_of_one_document_one_wins() throws InterruptedException {
    var made = new AtomicInteger();
    together(
        64,
        creator -> {
          try {
            retrying(
                () ->
                    store()
                        .transact(
                            tx -> {
                              tx.create(key("one"), number(creator));
                              return true;
                            }));
            made.incrementAndGet();
          } catch (DocumentStore.AlreadyExists e) {
            // The others' answer.
          }
        });
    assertThat(made).hasValue(1);
  }

  @Test
  final void money_moved_by_many_is_neither_made_nor_lost() throws InterruptedException {
    int accounts = 8;
    run(
        tx -> {
          for (int i = 0; i < accounts; i++) tx.put(key("account" + i), number(100));
        });
    together(
        16,
        mover -> {
          var random = new Random(mover);
          for (int i = 0; i < 20; i++) move(random.nextInt(accounts), random.nextInt(accounts));
        });
    long sum = 0;
    for (int i = 0; i < accounts; i++) sum += number(key("account" + i));
    assertThat(sum).isEqualTo(100L * accounts);
  }

  private void move(int from, int to) {
    retrying(
        () ->
            store()
                .transact(
                    tx -> {
                      long have = balance(tx, from);
                      if (have == 0 || from == to) return false;
                      long other = balance(tx, to);
                      tx.put(key("account" + from), number(have - 1));
                      tx.put(key("account" + to), number(other + 1));
                      return true;
                    }));
  }

  private long balance(DocumentStore.Tx tx, int account) {
    return Long.parseLong(tx.get(key("account" + account)).orElseThrow().body());
  }

  @Test
  final void any_sequence_of_transactions_leaves_what_a_map_would_hold() {
    var random = new Random(20260101);
    var model = new HashMap<Key, Document>();
    for (int i = 0; i < 300; i++) {
      var wanted = new HashMap<Key, Optional<Document>>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        var document = doc("v" + random.nextInt(1000));
        boolean delete = random.nextInt(4) == 0;
        wanted.put(
            key("m" + random.nextInt(12)), delete ? Optional.empty() : Optional.of(document));
      }
      boolean fails = random.nextInt(5) == 0;
      try {
        run(tx -> write(tx, wanted, fails));
        wanted.forEach((k, d) -> d.ifPresentOrElse(x -> model.put(k, x), () -> model.remove(k)));
      } catch (ArithmeticException e) {
        assertThat(fails).isTrue();
      }
      for (int k = 0; k < 12; k++)
        assertThat(store().get(key("m" + k)))
            .isEqualTo(Optional.ofNullable(model.get(key("m" + k))));
    }
  }

  private static void write(
      DocumentStore.Tx tx, Map<Key, Optional<Document>> wanted, boolean fails) {
    wanted.forEach((k, d) -> d.ifPresentOrElse(x -> tx.put(k, x), () -> tx.delete(k)));
    if (fails) throw new ArithmeticException();
  }

  private void increment(Key key) {
    retrying(
        () ->
            store()
                .transact(
                    tx -> {
                      long n = Long.parseLong(tx.get(key).orElseThrow().body());
                      tx.put(key, number(n + 1));
                      return n;
                    }));
  }

  /// A store may give up a race after 8 attempts; the caller then tries again.
  private static <T> T retrying(java.util.function.Supplier<T> work) {
    while (true) {
      try {
        return work.get();
      } catch (Fault.Transient e) {
        if (!e.code().equals("contention")) throw e;
      }
    }
  }

  private static void together(int many, java.util.function.IntConsumer work)
      throws InterruptedException {
    var errors = new ConcurrentLinkedQueue<Throwable>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        int number = i;
        threads.execute(
            () -> {
              try {
                work.accept(number);
              } catch (RuntimeException | Error e) {
                errors.add(e);
              }
            });
      }
    }
    assertThat(errors).isEmpty();
  }

  private void emit(Fact fact) {
    run(tx -> tx.emit(fact));
  }

  private void dropAllFacts() {
    for (var left = store().facts(1000); !left.isEmpty(); left = store().facts(1000))
      store().dropFacts(left.getLast().seq());
  }

  private static Fact fact(long n) {
    return new Fact("tenants", "x_meta_contract", Map.of("n", n));
  }

  private static List<Object> range(long from, long to) {
    var numbers = new ArrayList<Object>();
    for (long n = from; n < to; n++) numbers.add(n);
    return numbers;
  }
}
