package convergence.bigquery.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/// Jobs with numbers, each of which brings [#ROWS] rows with its number: inserts, merges and
/// uploads in turn.
final class MixedLoad {
  static final int ROWS = 50;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String project;
  private final String host;

  MixedLoad(int port, String project) {
    this.host = "http://127.0.0.1:" + port;
    this.project = "/bigquery/v2/projects/" + project;
  }

  static String id(long number) {
    return "job-" + number;
  }

  /// @return once it was told DONE without an error
  boolean run(long number) throws IOException, InterruptedException {
    switch ((int) (number % 3)) {
      case 0 -> query(number, "INSERT INTO k.rows (job, n) " + rows(number));
      case 1 ->
          query(
              number,
              "MERGE k.rows t USING ("
                  + rows(number)
                  + ") s ON t.job = s.job AND t.n = s.n"
                  + " WHEN NOT MATCHED THEN INSERT (job, n) VALUES (s.job, s.n)");
      default -> upload(number);
    }
    while (true) {
      String path = host + project + "/jobs/" + id(number);
      var answer =
          http.send(HttpRequest.newBuilder(URI.create(path)).build(), BodyHandlers.ofString());
      var status = Fixture.tree(answer.body()).path("status");
      if (status.path("state").asText().equals("DONE")) return !status.has("errorResult");
    }
  }

  private static String rows(long number) {
    return "SELECT %d AS job, n FROM UNNEST(GENERATE_ARRAY(1, %d)) AS n".formatted(number, ROWS);
  }

  private void query(long number, String sql) throws IOException, InterruptedException {
    var job =
        Map.of(
            "jobReference", Map.of("jobId", id(number)),
            "configuration", Map.of("query", Map.of("query", sql, "useLegacySql", false)));
    post(host + project + "/jobs", "application/json", convergence.port.Json.write(job));
  }

  private void upload(long number) throws IOException, InterruptedException {
    var table = Map.of("projectId", "killed", "datasetId", "k", "tableId", "rows");
    var job =
        Map.of(
            "jobReference", Map.of("jobId", id(number)),
            "configuration",
                Map.of(
                    "load",
                    Map.of(
                        "destinationTable",
                        table,
                        "sourceFormat",
                        "CSV",
                        "writeDisposition",
                        "WRITE_APPEND")));
    var csv = new StringBuilder();
    for (int n = 1; n <= ROWS; n++) csv.append(number).append(',').append(n).append('\n');
    String body =
        "--cut\r\nContent-Type: application/json\r\n\r\n"
            + convergence.port.Json.write(job)
            + "\r\n--cut\r\nContent-Type: application/octet-stream\r\n\r\n"
            + csv
            + "\r\n--cut--\r\n";
    String path = host + "/upload" + project + "/jobs?uploadType=multipart";
    post(path, "multipart/related; boundary=cut", body);
  }

  private void post(String path, String type, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new IllegalStateException(answer.body());
  }
}
