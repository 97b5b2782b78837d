package convergence.standalone;

import convergence.googlesql.ZetaSql;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `bigquery`: BigQuery's API over a warehouse of its own, until it is stopped.
@Command(
    name = "bigquery",
    mixinStandardHelpOptions = true,
    description =
        "Answer BigQuery's REST and Storage API from the embedded warehouse, on loopback.")
final class BigQueryCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(names = "--port", description = "Port of the REST API (default: 9050; 0: any free one).")
  private int port = 9050;

  @Option(
      names = "--grpc-port",
      description = "Port of the Storage API (default: 9060; 0: any free one).")
  private int grpcPort = 9060;

  @Option(
      names = "--ephemeral",
      description =
          "Keep nothing: tables lie in memory, all else in a folder that is gone at the end.")
  private boolean ephemeral;

  @Option(
      names = "--gs-root",
      paramLabel = "DIR",
      description = "gs://bucket/object is DIR/bucket/object (default: gs in the data folder).")
  private @Nullable Path gsRoot;

  @Option(
      names = "--project",
      description = "The project whose datasets have their plain names in the warehouse.")
  private String project = "convergence";

  @Override
  public Integer call() throws Exception {
    Path folder =
        ephemeral
            ? Files.createTempDirectory("convergence-bigquery")
            : UpCommand.makeFolder(data.path());
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var settings =
        Map.<String, Object>of(
            "convergence.home-project", project, "convergence.ephemeral", ephemeral);
    try (var context = Instance.open(folder, settings);
        var server = LocalBigQuery.start(context, folder, wish(folder))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> UpCommand.await(stop, stopped)));
      System.out.println("ready " + server.addresses());
      warm(context);
      stop.await();
    }
    if (ephemeral) remove(folder);
    stopped.countDown();
    return 0;
  }

  private LocalBigQuery.Wish wish(Path folder) {
    return new LocalBigQuery.Wish(
        port, grpcPort, project, gsRoot == null ? folder.resolve("gs") : gsRoot);
  }

  /// The first query need not wait for what takes seconds.
  private static void warm(ApplicationContext context) {
    Thread.ofPlatform().name("warm").daemon().start(() -> context.getBean(ZetaSql.class).warm());
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }
}
