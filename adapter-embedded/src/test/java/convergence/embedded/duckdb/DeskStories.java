package convergence.embedded.duckdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// Stories that a warehouse's desk is told in SQL, each in a dataset of its own name.
abstract class DeskStories {
  @TempDir static Path folder;
  static @Nullable House house;

  String dataset = "";

  @BeforeAll
  static void open() {
    house = new House(folder);
  }

  @AfterAll
  static void close() {
    if (house != null) house.close();
  }

  @BeforeEach
  void dataset(TestInfo test) {
    dataset = test.getTestMethod().orElseThrow().getName();
    warehouse().createDataset(dataset);
  }

  static DuckDbWarehouse warehouse() {
    if (house == null) throw new IllegalStateException("not open");
    return house.warehouse();
  }

  SqlResult run(String sql) {
    return warehouse().desk().execute(SqlRequest.of(sql, "p", dataset));
  }

  List<List<@Nullable Object>> rows(String sql) {
    return run(sql).rows().rows();
  }

  static List<@Nullable Object> row(@Nullable Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }
}
