package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `run`: starts a run of a running instance over HTTP and shows its steps.
@Command(name = "run", description = "Start a run on the running instance and show its steps.")
final class RunCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Mixin private TemplateArgument argument = new TemplateArgument();

  @Option(
      names = "--plan-hash",
      paramLabel = "HASH",
      description = "Run only what a plan of this hash showed.")
  private @Nullable String planHash;

  @Option(names = "--follow", description = "Wait for the end and print steps as they end.")
  private boolean follow;

  @Override
  public Integer call() throws Exception {
    var instance = data.running();
    var api = new Api(instance.port());
    var key = Map.of("X-Admin-Key", instance.adminKey());
    var path = "/api/v1/pipelines/run/" + argument.tenant() + "/" + argument.path();
    var query = planHash == null ? "" : "?plan_hash=" + hash(planHash);
    var answer = api.post(path + query, argument.body(), key);
    if (answer.status() >= 300) throw new Sorry(answer.detail());
    var id = answer.body().path("pipeline_logging_id").asText();
    boolean duplicate = answer.body().path("duplicate").asBoolean();
    System.out.println("run " + id + (duplicate ? " (was open already)" : ""));
    return follow ? follow(api, id, key) : 0;
  }

  private static String hash(String text) {
    if (!text.matches("[0-9a-f]{64}"))
      throw new Sorry("A plan hash is the 64 hexadecimal digits that ./convergence plan prints.");
    return text;
  }

  /// Prints the steps of a run as they end; 0 when it completed.
  static int follow(Api api, String id, Map<String, String> key)
      throws IOException, InterruptedException {
    Set<String> shown = new HashSet<>();
    while (true) {
      var run = api.get("/api/v1/pipelines/runs/" + id + "?wait=1", key).body();
      for (var step : run.path("steps")) {
        var status = step.path("status").asText();
        if (status.equals("PENDING") || status.equals("RUNNING")) continue;
        if (shown.add(step.path("step_name").asText())) System.out.println("  " + line(step));
      }
      switch (run.path("status").asText()) {
        case "COMPLETED" -> {
          System.out.println("COMPLETED in " + run.path("duration_ms").asLong() + " ms");
          return 0;
        }
        case "PENDING", "RUNNING", "QUEUED" -> {}
        case String ended -> {
          System.out.println(
              ended
                  + " "
                  + run.path("error_code").asText("")
                  + " "
                  + run.path("error_message").asText(""));
          return 1;
        }
      }
    }
  }

  static String line(JsonNode step) {
    var why = step.path("error_message").asText("");
    return "%-28s %-10s %9d rows %7d ms%s"
        .formatted(
            step.path("step_name").asText(),
            step.path("status").asText(),
            step.path("rows_processed").asLong(),
            step.path("duration_ms").asLong(),
            why.isEmpty() ? "" : "  " + why);
  }
}
