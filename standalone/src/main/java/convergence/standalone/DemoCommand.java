package convergence.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `demo`: the main job on a generated month of billing data, over HTTP as a user would do it.
@Command(
    name = "demo",
    description =
        "Make a month of billing data, run gcp/cost/billing_cost on it, show what it cost.")
final class DemoCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(names = "--once", description = "Stop when the job is done.")
  private boolean once;

  @Option(
      names = "--foundation",
      description =
          "embedded (default): all in this JVM. google: four services and two workers beside ./convergence emulators.")
  private String foundation = "embedded";

  @Override
  public Integer call() throws Exception {
    return switch (foundation) {
      case "embedded" -> embedded();
      case "google" -> google();
      default -> throw new Sorry("--foundation is embedded or google; not " + foundation + ".");
    };
  }

  private int google() throws Exception {
    try (var system = EmulatedSystem.start(UpCommand.makeFolder(data.path()))) {
      var tour = new DemoTour(new Api(system.port()), system.adminKey(), system.place(), system);
      boolean agrees = tour.run();
      if (once) return agrees ? 0 : 1;
      System.out.println(
          "\nThe services stay up; the gateway is http://127.0.0.1:"
              + system.port()
              + " (Ctrl-C stops them).");
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private int embedded() throws Exception {
    Path folder = UpCommand.makeFolder(data.path());
    var key = AdminKey.of(Environment.settings(), folder);
    try (var instance = Instance.start(folder, 0, key)) {
      var files =
          Environment.settings().value("FILES_BASE").map(Path::of).orElse(folder.resolve("files"));
      var api = new Api(instance.port());
      var tour =
          new DemoTour(
              api, key.first(), new DemoTour.Place(folder, files), new OwnSql(api, key.first()));
      boolean agrees = tour.run();
      DemoTour.suggest();
      if (once) return agrees ? 0 : 1;
      System.out.println(
          "\nThe instance stays up on http://127.0.0.1:" + instance.port() + " (Ctrl-C stops it).");
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /// The running instance's own answers.
  private record OwnSql(Api api, String adminKey) implements DemoTour.Sql {
    @Override
    public JsonRows query(String sql) throws IOException, InterruptedException {
      var answer =
          api.post("/api/v1/admin/sql", Map.of("query", sql), Map.of("X-Admin-Key", adminKey));
      if (answer.status() != 200) throw new Sorry("The report's query failed: " + answer.detail());
      return JsonRows.read(answer.body());
    }
  }
}
