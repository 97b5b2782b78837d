package convergence.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.bigquery.BigQueryServer;
import convergence.google.Emulators;
import convergence.google.emulator.KmsServer;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The whole system beside emulators: Google's of Pub/Sub and Firestore, our BigQuery server and KMS in this JVM, and
/// the services that a story starts, each a JVM of its own. Each cluster is a project of its own.
final class Cluster implements AutoCloseable {
  static final String ADMIN_KEY = "an-admin-key-of-more-than-32-characters";
  private static final List<String> LIMITS =
      List.of(
          "RATE_LIMIT_REQUESTS_PER_MINUTE",
          "RATE_LIMIT_REQUESTS_PER_HOUR",
          "RATE_LIMIT_RUNS_PER_MINUTE",
          "RATE_LIMIT_RUN_READS_PER_MINUTE",
          "RATE_LIMIT_GLOBAL_PER_MINUTE",
          "RATE_LIMIT_ADDRESS_PER_MINUTE");

  private final Path root;
  private final String project;
  private final ApplicationContext warehouse;
  private final BigQueryServer bigQuery;
  private final KmsServer kms;
  private final Wire wire;
  private final Http jobs;
  private final List<Node> nodes = new ArrayList<>();

  /// @param project of letters and dashes, another one for each story
  Cluster(Path root, String project) {
    this.root = root;
    this.project = project;
    try {
      copyConfigs();
      kms = new KmsServer(0, root.resolve("keys"), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    warehouse =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "convergence.configs-dir",
                    root.resolve("configs").toString(),
                    "convergence.data-dir",
                    root.resolve("warehouse").toString(),
                    "convergence.duckdb.memory-limit",
                    "1GB",
                    "convergence.home-project",
                    project))
            .start();
    var settings = new BigQueryServer.Settings(0, 0, project, root.resolve("gs"));
    bigQuery =
        BigQueryServer.start(BigQueryServer.ground(warehouse, root.resolve("warehouse"), settings));
    jobs = new Http("http://127.0.0.1:" + bigQuery.port());
    wire = new Wire(Emulators.pubsub(), project);
  }

  private void copyConfigs() throws IOException {
    var shipped = Path.of(System.getProperty("convergence.home")).resolve("configs");
    try (var files = Files.walk(shipped)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var copy = root.resolve("configs").resolve(shipped.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy);
      }
    }
    write("plans.yml", "OPEN: {}\nSTARTER: {max_concurrent_pipelines: 1}\n");
  }

  /// Puts a template or another file under configs/, before a service starts.
  void write(String file, String text) {
    try {
      var path = root.resolve("configs").resolve(file);
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Node start(Service service) {
    return start(service, Map.of());
  }

  /// @param more variables of this process alone
  Node start(Service service, Map<String, String> more) {
    var environment = environment();
    environment.putAll(more);
    var log = root.resolve(service.title + "-" + nodes.size() + ".log");
    var node = Node.start(service, log, environment);
    nodes.add(node);
    return node;
  }

  /// What every process is told.
  Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    environment.put("GCP_PROJECT_ID", project);
    environment.put("PUBSUB_EMULATOR_HOST", Emulators.pubsub());
    environment.put("FIRESTORE_EMULATOR_HOST", Emulators.firestore());
    environment.put("BIGQUERY_EMULATOR_HOST", "http://127.0.0.1:" + bigQuery.port());
    environment.put("BIGQUERY_STORAGE_EMULATOR_HOST", "127.0.0.1:" + bigQuery.grpcPort());
    environment.put("KMS_EMULATOR_HOST", kms.address());
    // Nothing of these stories lies in a bucket.
    environment.put("STORAGE_EMULATOR_HOST", "127.0.0.1:1");
    String keys = "projects/" + project + "/locations/global/keyRings/convergence/cryptoKeys/";
    environment.put("GCP_KMS_KEY_NAME", keys + "credentials");
    environment.put("GCP_KMS_API_KEY_NAME", keys + "api-keys");
    environment.put("ADMIN_API_KEY", ADMIN_KEY);
    environment.put("CONFIGS_DIR", root.resolve("configs").toString());
    environment.put("FILES_BASE", root.resolve("files").toString());
    environment.put("EMULATORS", root.toString());
    LIMITS.forEach(limit -> environment.put(limit, "0"));
    return environment;
  }

  Wire wire() {
    return wire;
  }

  Path root() {
    return root;
  }

  String project() {
    return project;
  }

  BigQueryServer bigQuery() {
    return bigQuery;
  }

  /// Everything that any process has written to its log.
  List<String> logged() {
    return nodes.stream().flatMap(node -> node.lines().stream()).toList();
  }

  /// The warehouse's job list.
  List<JsonNode> jobs() {
    var all = new ArrayList<JsonNode>();
    String page = "";
    do {
      var answer =
          jobs.get(
                  "/bigquery/v2/projects/"
                      + project
                      + "/jobs?projection=full&allUsers=true&maxResults=500"
                      + (page.isEmpty() ? "" : "&pageToken=" + page),
                  Map.of())
              .expect(200);
      answer.path("jobs").forEach(all::add);
      page = answer.path("nextPageToken").asText();
    } while (!page.isEmpty());
    return all;
  }

  List<String> datasets() {
    var names = new ArrayList<String>();
    jobs.get("/bigquery/v2/projects/" + project + "/datasets?maxResults=1000", Map.of())
        .expect(200)
        .path("datasets")
        .forEach(each -> names.add(each.path("datasetReference").path("datasetId").asText()));
    return names;
  }

  /// Rows of GoogleSQL, each cell as text.
  List<List<String>> rows(String sql) {
    var answer =
        jobs.post(
                "/bigquery/v2/projects/" + project + "/queries",
                Map.of("query", sql, "useLegacySql", false, "timeoutMs", 60_000),
                Map.of())
            .expect(200);
    var rows = new ArrayList<List<String>>();
    for (var row : answer.path("rows")) {
      var cells = new ArrayList<String>();
      row.path("f").forEach(cell -> cells.add(cell.path("v").asText()));
      rows.add(cells);
    }
    return rows;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    wire.close();
    jobs.close();
    bigQuery.close();
    kms.close();
    warehouse.close();
  }
}
