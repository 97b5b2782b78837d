package convergence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Queries of a [DocumentStore] by its declared indexes.
public abstract class DocumentQueryContract {
  private static final String COLLECTION = "contract_found";
  private static final Index BY_TIME =
      new Index(COLLECTION, "by_time", List.of("owner", "done", "at"));
  private static final Index BY_NAME = new Index(COLLECTION, "by_name", List.of("name"));

  /// What the store under test must have declared.
  public static final List<Index> INDEXES = List.of(BY_TIME, BY_NAME);

  private final String owner = UUID.randomUUID().toString();

  protected abstract DocumentStore store();

  private Key key(String id) {
    return new Key(COLLECTION, owner + id);
  }

  private void put(String id, Map<String, Object> fields) {
    store()
        .transact(
            tx -> {
              tx.put(key(id), new Document(1, "\"" + id + "\"", fields));
              return true;
            });
  }

  private void at(String id, long at) {
    put(id, Map.of("owner", owner, "done", false, "at", at));
  }

  private Query query(@Nullable Long from, @Nullable Long to, boolean descending, int limit) {
    return new Query(BY_TIME, List.of(owner, false), from, to, descending, null, limit);
  }

  private List<String> ids(Query query) {
    return store().query(query).stream().map(h -> h.key().id().substring(owner.length())).toList();
  }

  @Test
  final void only_documents_with_equal_fields_are_found() {
    at("a", 1);
    put("b", Map.of("owner", owner, "done", true, "at", 1L));
    put("c", Map.of("owner", "other" + owner, "done", false, "at", 1L));
    put("d", Map.of("owner", owner, "at", 1L));
    put("e", Map.of());
    assertThat(ids(query(null, null, false, 10))).containsExactly("a");
    var hit = store().query(query(null, null, false, 10)).getFirst();
    assertThat(hit.key()).isEqualTo(key("a"));
    assertThat(hit.document())
        .isEqualTo(new Document(1, "\"a\"", Map.of("owner", owner, "done", false, "at", 1L)));
    assertThat(hit.cursor()).isEqualTo(new Query.Cursor(1L, key("a").id()));
  }

  @Test
  final void counting_finds_what_a_query_finds_whatever_its_limit() {
    for (int i = 0; i < 7; i++) at("n" + i, i);
    put("other", Map.of("owner", owner, "done", true, "at", 3L));
    assertThat(store().count(query(null, null, false, 1))).isEqualTo(7);
    assertThat(store().count(query(2L, 5L, true, 2))).isEqualTo(3);
    assertThat(store().count(query(20L, null, false, 2))).isZero();
  }

  @Test
  final void order_is_by_the_last_field_then_by_id_both_ways() {
    at("b", 2);
    at("a", 2);
    at("c", -5);
    at("d", 10);
    assertThat(ids(query(null, null, false, 10))).containsExactly("c", "a", "b", "d");
    assertThat(ids(query(null, null, true, 10))).containsExactly("d", "b", "a", "c");
    assertThat(ids(query(null, null, true, 2))).containsExactly("d", "b");
  }

  @Test
  final void a_range_holds_its_lower_end_and_not_its_upper() {
    for (long n = 1; n <= 5; n++) at("n" + n, n);
    assertThat(ids(query(2L, 4L, false, 10))).containsExactly("n2", "n3");
    assertThat(ids(query(2L, 4L, true, 10))).containsExactly("n3", "n2");
    assertThat(ids(query(4L, null, false, 10))).containsExactly("n4", "n5");
    assertThat(ids(query(null, 2L, false, 10))).containsExactly("n1");
    assertThat(ids(query(4L, 4L, false, 10))).isEmpty();
  }

  @Test
  final void pages_hold_each_document_once() {
    for (int n = 0; n < 25; n++) at("n" + (char) ('a' + n), n / 4);
    for (var descending : List.of(false, true)) {
      var all = ids(query(null, null, descending, 100));
      var paged = new ArrayList<String>();
      Query.@Nullable Cursor after = null;
      while (true) {
        var page =
            store()
                .query(new Query(BY_TIME, List.of(owner, false), null, null, descending, after, 4));
        if (page.isEmpty()) break;
        page.forEach(hit -> paged.add(hit.key().id().substring(owner.length())));
        after = page.getLast().cursor();
      }
      assertThat(all).hasSize(25);
      assertThat(paged).isEqualTo(all);
    }
  }

  @Test
  final void a_page_within_a_range_goes_on_behind_its_cursor() {
    for (long n = 1; n <= 9; n++) at("n" + n, n);
    var after = new Query.Cursor(4L, key("n4").id());
    assertThat(ids(new Query(BY_TIME, List.of(owner, false), 2L, 8L, false, after, 10)))
        .containsExactly("n5", "n6", "n7");
    assertThat(ids(new Query(BY_TIME, List.of(owner, false), 2L, 8L, true, after, 10)))
        .containsExactly("n3", "n2");
  }

  @Test
  final void a_changed_or_deleted_document_moves_or_leaves() {
    at("a", 1);
    at("b", 2);
    at("a", 3);
    assertThat(ids(query(null, null, false, 10))).containsExactly("b", "a");
    put("b", Map.of("owner", owner, "at", 2L));
    assertThat(ids(query(null, null, false, 10))).containsExactly("a");
    store()
        .transact(
            tx -> {
              tx.delete(key("a"));
              return true;
            });
    assertThat(ids(query(null, null, false, 10))).isEmpty();
    at("b", 7);
    assertThat(ids(query(null, null, false, 10))).containsExactly("b");
  }

  @Test
  final void text_is_ordered_by_its_code_points() {
    var names = List.of("", "A", "B", "a", "b", "ä", "\uFFFD", "\uD83D\uDE00");
    for (int i = names.size() - 1; i >= 0; i--) put("n" + i, Map.of("name", owner + names.get(i)));
    var query = new Query(BY_NAME, List.of(), owner, owner + "\uDBFF\uDFFF", false, null, 100);
    assertThat(store().query(query))
        .extracting(hit -> hit.document().fields().get("name"))
        .isEqualTo(names.stream().map(n -> (Object) (owner + n)).toList());
  }

  @Test
  final void an_index_that_was_not_declared_is_refused() {
    var index = new Index(COLLECTION, "by_nothing", List.of("nothing"));
    assertThatThrownBy(
            () -> store().query(new Query(index, List.of(), null, null, false, null, 10)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
