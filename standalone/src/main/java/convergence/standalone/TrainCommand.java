package convergence.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `train`: what the JVM watches to make its AOT cache: an instance in a folder of its own that answers a few
/// requests and ends. [Training] starts it in the background.
@Command(name = "train", hidden = true, description = "Make the JVM's cache of a faster start.")
final class TrainCommand implements Callable<Integer> {
  private static final String TENANT = "training";
  private static final int RUNS = 200;

  @Override
  public Integer call() throws Exception {
    // Beside the cache, not in the system's temporary folder: a killed training leaves nothing
    // there.
    var place =
        Path.of(System.getProperty("convergence.aot", "app.aot")).toAbsolutePath().getParent();
    var folder = Files.createTempDirectory(place, "training");
    try {
      var key = AdminKey.of(folder);
      try (var instance = Instance.start(folder, 0, key)) {
        exercise(new Api(instance.port()), Map.of("X-Admin-Key", key.first()));
      }
      return 0;
    } finally {
      delete(folder);
    }
  }

  private static void exercise(Api api, Map<String, String> admin)
      throws IOException, InterruptedException {
    api.get("/health", admin);
    api.post("/api/v1/tenants/onboard", Map.of("tenant_id", TENANT), admin);
    for (int i = 0; i < RUNS; i++) {
      var started =
          api.post("/api/v1/pipelines/run/" + TENANT + "/gcp/example/dryrun", Map.of(), admin);
      var id = started.body().path("pipeline_logging_id").asText();
      api.get("/api/v1/pipelines/runs/" + id + "?wait=5", admin);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }
}
