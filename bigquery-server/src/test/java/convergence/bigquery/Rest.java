package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import convergence.port.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/// Says to a server in JSON what clients say, and hands back what it answers.
final class Rest implements AutoCloseable {
  private final String root;
  private final HttpClient client = HttpClient.newHttpClient();

  /// @param body missing: the answer has none
  record Reply(int status, JsonNode body) {
    String problem() {
      return body.at("/error/message").asText();
    }

    String reason() {
      return body.at("/error/errors/0/reason").asText();
    }
  }

  Rest(Served served) {
    this.root =
        "http://127.0.0.1:%d/bigquery/v2/projects/%s/".formatted(served.port(), Served.PROJECT);
  }

  /// @param path within the project
  Reply send(String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var reply = client.send(request, BodyHandlers.ofString());
    return new Reply(
        reply.statusCode(),
        reply.body().isEmpty() ? MissingNode.getInstance() : Json.mapper().readTree(reply.body()));
  }

  JsonNode made(String path, String body) throws Exception {
    return good(send("POST", path, body));
  }

  /// @return the job as it ended
  JsonNode job(String body) throws Exception {
    var job = made("jobs", body);
    String path =
        "jobs/%s?location=%s"
            .formatted(
                job.at("/jobReference/jobId").asText(), job.at("/jobReference/location").asText());
    while (!job.at("/status/state").asText().equals("DONE")) job = found(path);
    return job;
  }

  JsonNode patched(String path, String body) throws Exception {
    return good(send("PATCH", path, body));
  }

  JsonNode found(String path) throws Exception {
    return good(send("GET", path, ""));
  }

  private static JsonNode good(Reply reply) {
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
    return reply.body();
  }

  void dataset(String id, String more) throws Exception {
    var _ = made("datasets", "{\"datasetReference\": {\"datasetId\": \"" + id + "\"}" + more + "}");
  }

  Reply query(String text) throws Exception {
    var body = Json.mapper().createObjectNode().put("query", text).put("useLegacySql", false);
    return send("POST", "queries", body.toString());
  }

  JsonNode sql(String text) throws Exception {
    return good(query(text));
  }

  /// Values of the first column.
  List<String> first(String text) throws Exception {
    var values = new ArrayList<String>();
    for (var row : sql(text).path("rows")) values.add(row.at("/f/0/v").asText());
    return values;
  }

  @Override
  public void close() {
    client.close();
  }
}
