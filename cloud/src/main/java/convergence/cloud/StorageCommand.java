package convergence.cloud;

import convergence.google.emulator.StorageServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `storage`: a folder as Cloud Storage's buckets, on loopback, until it is stopped.
@Command(
    name = "storage",
    description = "Answer what reading takes of Cloud Storage from a folder, on loopback.")
final class StorageCommand implements Callable<Integer> {
  @Option(names = "--port", description = "Its port (default: 9080; 0: any free one).")
  private int port = 9080;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "gs://bucket/object is DIR/bucket/object.",
      required = true)
  private Path root = Path.of("");

  @Override
  public Integer call() throws Exception {
    try (var server = new StorageServer(port, root)) {
      System.out.println("ready " + server.address());
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
