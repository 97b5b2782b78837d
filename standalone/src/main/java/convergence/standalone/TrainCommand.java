package convergence.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `train`: what the JVM watches to make its AOT cache: an instance in a folder of its own that works for a few seconds
/// and ends. [Training] starts it in the background. The cache holds the profiles of what ran, so what a busy instance
/// does must run here often enough to be hot, or the first minute under load goes into finding it out again.
@Command(name = "train", hidden = true, description = "Make the JVM's cache of a faster start.")
final class TrainCommand implements Callable<Integer> {
  private static final String TENANT = "training";
  private static final int RUNS = 4_000;
  private static final int CLIENTS = 4;

  /// It asks more in a few seconds than a tenant may in an hour, and is to learn the way of an answer, not of a refusal.
  private static final Map<String, Object> NO_LIMITS =
      Map.of(
          "convergence.rate-limit.requests-per-minute", 0,
          "convergence.rate-limit.requests-per-hour", 0,
          "convergence.rate-limit.runs-per-minute", 0,
          "convergence.rate-limit.run-reads-per-minute", 0,
          "convergence.rate-limit.global-per-minute", 0,
          "convergence.rate-limit.address-per-minute", 0);

  private static final Map<String, String> CONFIGS =
      Map.of(
          "plans.yml",
          "TRAINING: {}\n",
          "training/jvm/trivial.yml",
          """
          description: "Does nothing"
          parameters:
            n: {type: STRING, default: ""}
          steps:
            - {step_id: nothing, ps_type: shared.noop}
          """,
          "training/jvm/query.yml",
          """
          description: "Makes a small table"
          steps:
            - step_id: numbers
              ps_type: gcp.bigquery_to_bigquery
              source:
                query: |
                  SELECT n, CAST(n AS STRING) AS name, SUM(CAST(n AS NUMERIC)) OVER (ORDER BY n) AS total
                  FROM UNNEST(GENERATE_ARRAY(1, 100)) AS n
              destination: {table: numbers, write_mode: overwrite}
          """);

  @Parameters(index = "0", description = "Folder of the instance, new or empty.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws Exception {
    train(folder, RUNS);
    return 0;
  }

  /// @throws IllegalStateException a run was refused: what was learned is not what an instance does
  static void train(Path folder, int runs)
      throws IOException, InterruptedException, ExecutionException {
    var configs = folder.resolve("configs");
    for (var file : CONFIGS.entrySet()) {
      var path = configs.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    var key = AdminKey.of(folder);
    var settings = new HashMap<String, Object>(NO_LIMITS);
    settings.put("convergence.configs-dir", configs.toString());
    try (var instance = Instance.start(folder, 0, key, settings)) {
      exercise(new Api(instance.port()), Map.of("X-Admin-Key", key.first()), runs);
    }
  }

  private static void exercise(Api api, Map<String, String> admin, int runs)
      throws IOException, InterruptedException, ExecutionException {
    api.get("/health", admin);
    var onboarding = Map.of("tenant_id", TENANT, "subscription_plan", "TRAINING");
    var apiKey = api.post("/api/v1/tenants/onboard", onboarding, admin).body().path("api_key");
    var tenant = Map.of("X-API-Key", apiKey.asText());
    run(api, tenant, "query", Map.of());
    var number = new AtomicInteger();
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      Callable<Void> client =
          () -> {
            for (int i = number.incrementAndGet(); i <= runs; i = number.incrementAndGet())
              run(api, tenant, "trivial", Map.of("n", Integer.toString(i)));
            return null;
          };
      for (var end : clients.invokeAll(Collections.nCopies(CLIENTS, client))) end.get();
    }
  }

  private static void run(
      Api api, Map<String, String> key, String template, Map<String, String> parameters)
      throws IOException, InterruptedException {
    var path = "/api/v1/pipelines/run/" + TENANT + "/training/jvm/" + template;
    var started = api.post(path, parameters, key);
    var id = started.body().path("pipeline_logging_id").asText();
    if (id.isEmpty()) throw new IllegalStateException("a training run was refused: " + started);
    var ended = api.get("/api/v1/pipelines/runs/" + id + "?wait=5", key);
    if (ended.status() != 200)
      throw new IllegalStateException("a training run was not told: " + ended);
  }
}
