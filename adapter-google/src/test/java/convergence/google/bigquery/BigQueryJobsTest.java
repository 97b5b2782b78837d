package convergence.google.bigquery;

import convergence.contract.WarehouseContract;
import convergence.port.Warehouse;
import convergence.warehouse.JobId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// [WarehouseContract], kept by BigQuery as our server speaks it.
final class BigQueryJobsTest extends WarehouseContract {
  @TempDir static Path folder;
  private static OpenBigQuery open;

  @BeforeAll
  static void open() {
    open = new OpenBigQuery(folder);
  }

  @AfterAll
  static void close() {
    if (open != null) open.close();
  }

  @Override
  protected Warehouse warehouse() {
    return open.warehouse();
  }

  @Override
  protected String file(String name, byte[] content) {
    return open.file(name, content);
  }

  @Override
  protected boolean runs(JobId id) {
    return open.warehouse().runs(id);
  }
}
