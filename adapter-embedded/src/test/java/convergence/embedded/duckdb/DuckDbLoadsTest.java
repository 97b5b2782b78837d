package convergence.embedded.duckdb;

import convergence.contract.WarehouseLoadsContract;
import convergence.port.Warehouse;
import convergence.warehouse.JobId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// [WarehouseLoadsContract], kept by DuckDB.
final class DuckDbLoadsTest extends WarehouseLoadsContract {
  @TempDir static Path folder;
  private static House house;

  @BeforeAll
  static void open() {
    house = new House(folder);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Override
  protected Warehouse warehouse() {
    return house.warehouse();
  }

  @Override
  protected String file(String name, byte[] content) {
    return house.file(name, content);
  }

  @Override
  protected boolean runs(JobId id) {
    return house.warehouse().runs(id);
  }
}
