package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.problem.Fault;
import convergence.warehouse.TableRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableSnapshotTest {
  private static final TableRef TABLE = TableRef.of("d", "t");
  private static final Shelf.Slice EVERY = new Shelf.Slice(List.of(), "", 0, 1_000);

  @TempDir Path folder;

  private static void run(House house, String sql) {
    var _ = house.warehouse().desk().execute(SqlRequest.of(sql, "p", "d"));
  }

  private static List<Object> rows(TableSnapshot snapshot) {
    return new ArrayList<>(snapshot.read(EVERY));
  }

  @Test
  void theOneThatNobodyReadsGivesWayToManyOthers() {
    try (var house = new House(folder)) {
      house.warehouse().createDataset("d");
      run(house, "CREATE TABLE d.t AS SELECT 0 AS n");
      var shelf = house.warehouse().shelf();
      var first = shelf.snapshot(TABLE);
      var second = shelf.snapshot(TABLE);
      for (int i = 1; i < 63; i++) {
        run(house, "UPDATE d.t SET n = " + i + " WHERE TRUE");
        assertThat(rows(shelf.snapshot(TABLE))).containsExactly(List.of((long) i));
      }
      assertThat(rows(first)).containsExactly(List.of(0L));
      var _ = shelf.snapshot(TABLE);
      assertThat(rows(first)).containsExactly(List.of(0L));
      assertThatThrownBy(() -> second.read(EVERY))
          .isInstanceOfSatisfying(
              Fault.Permanent.class, fault -> assertThat(fault.code()).isEqualTo("snapshot_gone"));
    }
    // Closed with snapshots open, and the file is free again.
    try (var house = new House(folder)) {
      assertThat(rows(house.warehouse().shelf().snapshot(TABLE))).containsExactly(List.of(62L));
    }
  }
}
