package convergence.bigquery.wire;

import convergence.bigquery.Served;
import java.nio.file.Path;

/// The process that `KilledServerTest` kills: serves a folder, tells its port, and waits for that.
final class ServedAlone {
  private ServedAlone() {}

  public static void main(String[] arguments) throws InterruptedException {
    var served = Served.on(Path.of(arguments[0]));
    System.out.println("port " + served.port());
    Thread.currentThread().join();
  }
}
