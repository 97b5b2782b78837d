package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The four services and a second worker, each its own process beside the emulators that run: what Google Cloud would
/// run, on this machine.
final class EmulatedSystem implements DemoTour.Sql, AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final List<String> SERVICES =
      List.of(
          "api-gateway",
          "scheduler-service",
          "quota-service",
          "pipeline-worker",
          "pipeline-worker");

  private final Map<String, String> environment;
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private int port;

  private EmulatedSystem(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /// Returns when each of them answers and is ready.
  static EmulatedSystem start(Path folder) throws IOException, InterruptedException {
    var system = new EmulatedSystem(emulators(), folder);
    try {
      system.launch();
      return system;
    } catch (IOException | InterruptedException | RuntimeException e) {
      system.close();
      throw e;
    }
  }

  private static Map<String, String> emulators() throws IOException {
    var place = System.getenv().getOrDefault("EMULATORS", ".convergence/emulators");
    var file = Path.of(place, "env");
    if (!Files.exists(file))
      throw new Sorry("No emulators run. Start them with: ./convergence emulators up");
    var found = new HashMap<String, String>();
    for (var line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0) found.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return found;
  }

  private void launch() throws IOException, InterruptedException {
    System.out.println("0. Starting four services and a second worker …");
    var launcher = Path.of(System.getProperty("convergence.home", "."), "convergence").toString();
    var logs = new LinkedHashMap<Path, Process>();
    for (var service : SERVICES) {
      var log = folder.resolve(service + "-" + logs.size() + ".log");
      var builder =
          new ProcessBuilder(launcher, "serve", service, "--port=0")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      var process = builder.start();
      processes.add(process);
      logs.put(log, process);
    }
    for (var each : logs.entrySet()) {
      int found = ready(each.getKey(), each.getValue());
      if (port == 0) port = found;
    }
  }

  /// Its port, when it says that it is ready.
  private static int ready(Path log, Process process) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && System.nanoTime() < until) {
      for (var line : Files.readAllLines(log))
        if (line.startsWith("ready http")) return URI.create(line.substring(6)).getPort();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new Sorry("A service did not start; its log is " + log + ".");
  }

  /// Of the gateway.
  int port() {
    return port;
  }

  String adminKey() {
    return environment.getOrDefault("ADMIN_API_KEY", "");
  }

  DemoTour.Place place() {
    return new DemoTour.Place(
        folder,
        Path.of(environment.getOrDefault("FILES_BASE", folder.resolve("files").toString())));
  }

  @Override
  public JsonRows query(String sql) throws IOException, InterruptedException {
    var address =
        environment.get("BIGQUERY_EMULATOR_HOST")
            + "/bigquery/v2/projects/"
            + environment.get("GCP_PROJECT_ID")
            + "/queries";
    var body = Json.write(Map.of("query", sql, "useLegacySql", false, "timeoutMs", 60_000));
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200)
        throw new Sorry("The report's query failed: " + answer.body());
      return rows(Json.mapper().readTree(answer.body()));
    }
  }

  /// BigQuery's form of rows: `{"f": [{"v": …}]}`.
  private static JsonRows rows(JsonNode answer) {
    var names = new ArrayList<String>();
    for (var field : answer.path("schema").path("fields")) names.add(field.path("name").asText());
    var rows = new ArrayList<List<JsonNode>>();
    for (var row : answer.path("rows")) {
      var cells = new ArrayList<JsonNode>();
      for (var cell : row.path("f")) cells.add(cell.path("v"));
      rows.add(cells);
    }
    return new JsonRows(names, rows, false);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (var process : processes)
      try {
        if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
  }
}
