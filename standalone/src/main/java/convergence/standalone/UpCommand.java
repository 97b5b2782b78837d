package convergence.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `up`: all services in one JVM until it is stopped.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Start all services on this machine; stop them with Ctrl-C, start them again any time.")
final class UpCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--port",
      description = "Port of the API (default: API_PORT or 8080; 0: any free one).")
  private @Nullable Integer port;

  @Option(
      names = "--bigquery-port",
      description =
          "Answer BigQuery's REST API as well, with an API key or the admin key as bearer token"
              + " (default: not; 0: any free one).")
  private @Nullable Integer bigqueryPort;

  @Option(
      names = "--bigquery-grpc-port",
      description = "Port of BigQuery's Storage API beside it (default: any free one).")
  private int bigqueryGrpcPort;

  @Override
  public Integer call() throws Exception {
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Path folder = makeFolder(data.path());
    var key = AdminKey.of(Environment.settings(), folder);
    try (var instance = Instance.start(folder, chosenPort(), key)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stop, stopped)));
      if (key.made())
        System.out.println("admin key (shown once, kept in the data folder): " + key.text());
      System.out.println("ready http://127.0.0.1:" + instance.port());
      DevKey.show(instance, folder, key);
      if (bigqueryPort == null) {
        Training.begin();
        stop.await();
      } else
        try (var bigquery =
            LocalBigQuery.beside(instance, folder, bigqueryPort, bigqueryGrpcPort)) {
          System.out.println("bigquery " + bigquery.addresses());
          stop.await();
        }
    }
    stopped.countDown();
    return 0;
  }

  int chosenPort() {
    return port != null
        ? port
        : Integer.parseInt(Environment.settings().value("API_PORT").orElseThrow());
  }

  static Path makeFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Sorry("The data folder " + folder + " cannot be made: " + e.getMessage());
    }
  }

  /// Lets the main thread close the instance before the JVM goes.
  static void await(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
