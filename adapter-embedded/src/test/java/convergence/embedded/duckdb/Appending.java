package convergence.embedded.duckdb;

import convergence.port.Fact;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/// The process that `KillMatrixTest` kills at random instants: appends ten rows a job for ever, from two
/// threads, with facts beside them, and prints each job's number once it is done.
final class Appending {
  static final String TABLE = "appended";
  static final int ROWS = 10;

  private Appending() {}

  public static void main(String[] arguments) {
    var warehouse = Killed.open(Path.of(arguments[0]));
    long from = Long.parseLong(arguments[1]);
    Shape.DATASET.act(warehouse, Path.of(arguments[0]));
    Shape.CREATE.act(warehouse, Path.of(arguments[0]));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int half = 0; half < 2; half++) {
        long first = from + half;
        threads.execute(() -> append(warehouse, first));
      }
      threads.execute(() -> ship(warehouse, from));
    }
  }

  private static void append(DuckDbWarehouse warehouse, long first) {
    for (long n = first; ; n += 2) {
      warehouse.run(job(n));
      System.out.println(n);
    }
  }

  private static void ship(DuckDbWarehouse warehouse, long first) {
    for (long n = first; ; n++)
      warehouse.append(
          List.of(new Fact.Numbered(n, new Fact(Shape.DATASET_NAME, "made", Map.of("id", n)))));
  }

  static JobId id(long n) {
    return new JobId("append-" + n);
  }

  static Job job(long n) {
    return new Job.Query(
        id(n),
        BoundSql.of("rows " + n * ROWS + " " + (n + 1) * ROWS + " x"),
        Map.of(),
        Shape.DATASET_NAME,
        new Destination(
            Shape.table(TABLE + n % 2),
            Destination.Mode.APPEND,
            List.of(),
            null,
            null,
            false,
            Map.of()),
        Duration.ofMinutes(1));
  }
}
