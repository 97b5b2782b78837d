package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zetasql.resolvedast.ResolvedNodes;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTableScan;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZetaSqlTest {
  private static final ZetaSql ZETA = new ZetaSql();
  private final Town town = new Town();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM orders",
        "SELECT id FROM acme.orders",
        "SELECT id FROM `acme.orders`",
        "SELECT id FROM `acme`.`orders`",
        "SELECT orders.id FROM orders, orders.items",
        "SELECT x.id FROM orders x JOIN acme.orders y USING (id)",
      })
  void a_table_is_found_by_every_way_to_name_it(String sql) {
    assertThat(scanned(sql)).containsExactly(TableRef.of("acme", "orders"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM prod-1.shop.orders",
        "SELECT id FROM `prod-1`.shop.orders",
        "SELECT id FROM `prod-1.shop.orders`",
        "SELECT id FROM `prod-1.shop`.orders",
      })
  void a_table_of_another_project_is_found(String sql) {
    assertThat(scanned(sql)).containsExactly(new TableRef("prod-1", "shop", "orders"));
  }

  @Test
  void a_wrong_name_is_told_with_its_place_and_a_suggestion() {
    assertThatThrownBy(() -> scanned("SELECT\n  naem\nFROM orders"))
        .isInstanceOfSatisfying(
            SqlFault.class,
            fault -> {
              assertThat(fault.code()).isEqualTo("unresolved");
              assertThat(fault).hasMessage("Unrecognized name: naem; Did you mean name?");
              assertThat(fault.line()).isEqualTo(2);
              assertThat(fault.column()).isEqualTo(3);
            });
    assertThatThrownBy(() -> scanned("SELECT FROM orders"))
        .isInstanceOfSatisfying(
            SqlFault.class,
            fault -> {
              assertThat(fault.code()).isEqualTo("syntax");
              assertThat(fault.column()).isEqualTo(8);
            });
  }

  @Test
  void five_hundred_terms_are_read() {
    int n = 500;
    scanned("SELECT 1" + " + id".repeat(n) + " FROM orders");
    scanned("SELECT name" + " || name".repeat(n) + " FROM orders");
    scanned(
        "SELECT " + "CASE WHEN id > 1 THEN ".repeat(n) + "1" + " END".repeat(n) + " FROM orders");
    scanned("SELECT id FROM " + "(SELECT id FROM ".repeat(n) + "orders" + ")".repeat(n));
    scanned("SELECT " + "(".repeat(n) + "id" + ")".repeat(n) + " FROM orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1", "||'a'", " AND TRUE", "-1"})
  void what_nests_too_deeply_is_refused_and_the_next_statement_works(String term) {
    assertThatThrownBy(() -> scanned("SELECT 1" + term.repeat(20_000)))
        .isInstanceOf(SqlFault.class);
    scanned("SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000));
    assertThatThrownBy(() -> scanned("SELECT " + "NOT ".repeat(50_000) + "TRUE"))
        .isInstanceOf(SqlFault.class);
    scanned("SELECT id FROM orders");
  }

  @Test
  void many_threads_may_ask_at_once() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Set<TableRef>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String sql =
            i % 2 == 0
                ? "SELECT id + " + i + " FROM orders"
                : "SELECT id FROM `prod-1.shop.orders`";
        answers.add(threads.submit(() -> scanned(sql)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(answers.get(i).get())
            .containsExactly(
                i % 2 == 0
                    ? TableRef.of("acme", "orders")
                    : new TableRef("prod-1", "shop", "orders"));
      }
    }
  }

  @Test
  void more_kinds_of_tables_than_catalogues_are_kept_for_are_told_apart() throws Exception {
    for (int i = 0; i < 12; i++)
      town.table("acme.kind_" + i, TableSchema.of(List.of(Column.of("c_" + i, SqlType.INT64))));
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Set<TableRef>>> answers = new ArrayList<>();
      for (int n = 0; n < 240; n++) {
        String sql = "SELECT c_" + n % 12 + " + " + n + " FROM kind_" + n % 12;
        answers.add(threads.submit(() -> scanned(sql)));
      }
      for (int n = 0; n < 240; n++)
        assertThat(answers.get(n).get()).containsExactly(TableRef.of("acme", "kind_" + n % 12));
    }
  }

  @Test
  void a_table_that_changed_is_seen_as_it_is_now() {
    for (int i = 0; i < 5; i++) {
      String name = "c_" + i % 2;
      town.table("acme.turning", TableSchema.of(List.of(Column.of(name, SqlType.INT64))));
      for (int n = 0; n < 3; n++) scanned("SELECT " + name + " + " + n + " FROM turning");
      assertThatThrownBy(
              () -> scanned("SELECT c_" + (name.equals("c_0") ? 1 : 0) + " FROM turning"))
          .isInstanceOf(SqlFault.class);
    }
  }

  @Test
  void two_datasets_with_tables_of_one_shape_are_told_apart() {
    town.table("globex.orders", town.find(TableRef.of("acme", "orders")).orElseThrow());
    for (int n = 0; n < 4; n++)
      for (var dataset : List.of("acme", "globex"))
        assertThat(scanned("SELECT id + " + n + " FROM orders", dataset))
            .containsExactly(TableRef.of(dataset, "orders"));
  }

  @Test
  void an_analysis_that_takes_too_long_is_given_up_and_the_next_one_works() {
    try (var hasty = new ZetaSql(Duration.ofMillis(200))) {
      hasty.with(_ -> 0);
      var release = new CountDownLatch(1);
      assertThatThrownBy(() -> hasty.with(_ -> release.await(1, TimeUnit.MINUTES)))
          .isInstanceOfSatisfying(
              SqlFault.class, fault -> assertThat(fault.code()).isEqualTo("timeout"));
      for (int i = 0; i < 4; i++) assertThat(hasty.<Integer>with(_ -> 7)).isEqualTo(7);
    }
  }

  @Test
  void asking_from_within_an_answer_is_a_bug_not_a_deadlock() {
    assertThatThrownBy(() -> ZETA.with(_ -> ZETA.<Integer>with(_ -> 7)))
        .isInstanceOf(IllegalStateException.class);
  }

  private Set<TableRef> scanned(String sql) {
    return scanned(sql, "acme");
  }

  private Set<TableRef> scanned(String sql, String dataset) {
    return ZETA.analyse(
        BoundSql.of(sql),
        town,
        dataset,
        resolved -> {
          Set<TableRef> refs = new HashSet<>();
          assertThat(resolved.statement()).isInstanceOf(ResolvedQueryStmt.class);
          resolved
              .statement()
              .accept(
                  new ResolvedNodes.Visitor() {
                    @Override
                    public void visit(ResolvedTableScan scan) {
                      refs.add(resolved.ref(scan.getTable()));
                    }
                  });
          return refs;
        });
  }
}
