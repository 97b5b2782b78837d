package convergence.worker;

import static convergence.worker.Steps.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.embedded.sqlite.SqliteStore;
import convergence.metadata.MetadataTables;
import convergence.port.Fact;
import convergence.problem.Fault;
import convergence.quota.Plans;
import convergence.quota.QuotaDesk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetadataShipperTest {
  @TempDir Path folder;

  @Test
  void rows_of_a_run_reach_the_warehouse_once_and_leave_the_store() {
    try (var town = new Town(folder)) {
      var worker = town.process();
      town.pipeline("ship", 60, load(0, "a"));
      var run = town.settled(worker, town.start(worker, "ship"));
      int shipped = worker.shipper.flush();
      assertThat(shipped).isPositive().isEqualTo(town.warehouse.facts.size());
      assertThat(town.facts()).isEmpty();
      assertThat(worker.shipper.flush()).isZero();
      var rows =
          town.warehouse.facts.stream()
              .map(Fact.Numbered::fact)
              .filter(f -> f.table().equals("x_meta_pipeline_runs_rows"))
              .toList();
      assertThat(rows.getLast().row())
          .containsEntry("status", "COMPLETED")
          .containsEntry("pipeline_logging_id", run.id().toString());
    }
  }

  @Test
  void a_flush_takes_everything_however_much_it_is() {
    try (var store = new SqliteStore(folder.resolve("state.db"), List.of())) {
      emit(store, 12_345, "t");
      var warehouse = new LedgerWarehouse();
      assertThat(shipper(store, warehouse).flush()).isEqualTo(12_345);
      assertThat(warehouse.facts).hasSize(12_345);
    }
  }

  @Test
  void a_row_that_no_table_takes_holds_up_no_other() {
    try (var store = new SqliteStore(folder.resolve("state.db"), List.of())) {
      emit(store, 10, "t");
      emit(store, 1, "gone");
      emit(store, 10, "t");
      var warehouse = new LedgerWarehouse();
      warehouse.refuse("gone", new Fault.Permanent("table_not_found", "no such table"));
      shipper(store, warehouse).flush();
      assertThat(warehouse.facts).hasSize(20);
      assertThat(store.facts(10)).isEmpty();
    }
  }

  @Test
  void rows_stay_while_the_warehouse_is_away() {
    try (var store = new SqliteStore(folder.resolve("state.db"), List.of())) {
      emit(store, 3, "t");
      var warehouse = new LedgerWarehouse();
      warehouse.refuse("t", new Fault.Transient("unavailable", "away"));
      var shipper = shipper(store, warehouse);
      assertThatThrownBy(shipper::flush).isInstanceOf(Fault.Transient.class);
      assertThat(store.facts(10)).hasSize(3);
    }
  }

  private static MetadataShipper shipper(SqliteStore store, LedgerWarehouse warehouse) {
    return new MetadataShipper(
        store,
        warehouse,
        new MetadataTables(warehouse),
        new QuotaDesk(store, new Plans(Map.of()), new HandClock()),
        new MetadataConfig(Duration.ofSeconds(5), 100));
  }

  private static void emit(SqliteStore store, int rows, String table) {
    store.transact(
        tx -> {
          for (int i = 0; i < rows; i++) tx.emit(new Fact("acme", table, Map.of("n", (long) i)));
          return Boolean.TRUE;
        });
  }
}
