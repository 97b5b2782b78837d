package convergence.cloud;

import convergence.google.emulator.KmsServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kms`: Cloud KMS's Encrypt and Decrypt on loopback, until it is stopped.
@Command(
    name = "kms",
    description = "Answer Cloud KMS's Encrypt and Decrypt with keys of a folder, on loopback.")
final class KmsCommand implements Callable<Integer> {
  @Option(names = "--port", description = "Its port (default: 9070; 0: any free one).")
  private int port = 9070;

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "Where the keys lie.",
      required = true)
  private Path keys = Path.of("");

  @Override
  public Integer call() throws Exception {
    try (var server = new KmsServer(port, keys, List.of())) {
      System.out.println("ready " + server.address());
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
