package convergence.bigquery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Plays REST exchanges.
final class RestPlayer {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String host;

  RestPlayer(int port) {
    this.host = "http://127.0.0.1:" + port;
  }

  HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(host + path))
            .POST(BodyPublishers.ofString(convergence.port.Json.write(body)))
            .build(),
        BodyHandlers.ofString());
  }

  /// A query job's rows, or its error.
  JsonNode result(String project, String job) throws IOException, InterruptedException {
    String path =
        "/bigquery/v2/projects/"
            + project
            + "/queries/"
            + job
            + "?timeoutMs=60000&formatOptions.useInt64Timestamp=true";
    return body(
        http.send(
            HttpRequest.newBuilder(URI.create(host + path)).build(), BodyHandlers.ofString()));
  }

  JsonNode job(String project, String job) throws IOException, InterruptedException {
    String path = host + "/bigquery/v2/projects/" + project + "/jobs/" + job;
    return body(
        http.send(HttpRequest.newBuilder(URI.create(path)).build(), BodyHandlers.ofString()));
  }

  void prepare(Fixture fixture, String project, String dataset)
      throws IOException, InterruptedException {
    var _ =
        post(
            "/bigquery/v2/projects/" + project + "/datasets",
            Map.of("datasetReference", Map.of("datasetId", dataset)));
    var setup = fixture.text("setup.sql");
    if (setup.isEmpty()) return;
    var done =
        post(
            "/bigquery/v2/projects/" + project + "/queries",
            Map.of("query", setup.get(), "useLegacySql", false, "timeoutMs", 60000));
    if (done.statusCode() != 200) throw new IOException("setup: " + done.body());
  }

  /// @return what differs from the recording
  List<String> play(Fixture fixture) throws IOException, InterruptedException {
    for (var request : fixture.json("setup_requests.json").orElse(MissingNode.getInstance())) {
      var filled = Fixture.tree(fixture.filled(request.toString()));
      var answer = send(fixture, filled);
      for (var capture : filled.path("capture").properties())
        fixture.capture(capture.getKey(), captured(answer, capture.getValue().asText()));
      if (filled.has("await_job")) {
        String job = fixture.filled("${" + filled.path("await_job").asText() + "}");
        await(fixture, job);
      }
    }
    var answer = send(fixture, fixture.json("request.json").orElseThrow());
    var expected = fixture.json("expected_response.json").orElseThrow();
    var differences = new ArrayList<String>();
    if (answer.statusCode() != expected.path("http_status").asInt())
      differences.add("status " + answer.statusCode() + ": " + answer.body());
    for (var header : expected.path("headers").properties()) {
      String got = answer.headers().firstValue(header.getKey()).orElse("");
      if (!got.split(";")[0].equals(header.getValue().asText()))
        differences.add("header " + header.getKey() + ": " + got);
    }
    if (expected.has("body"))
      differences.addAll(Expectation.differences(expected.path("body"), body(answer)));
    return differences;
  }

  private static String captured(HttpResponse<String> answer, String from) {
    if (from.startsWith("header:"))
      return answer.headers().firstValue(from.substring(7)).orElse("");
    JsonNode at = body(answer);
    for (String part : from.split("\\."))
      at = part.matches("\\d+") ? at.path(Integer.parseInt(part)) : at.path(part);
    return at.asText();
  }

  private static JsonNode body(HttpResponse<String> answer) {
    return answer.body().isBlank() ? MissingNode.getInstance() : Fixture.tree(answer.body());
  }

  private void await(Fixture fixture, String job) throws IOException, InterruptedException {
    String path =
        fixture.filled("/bigquery/v2/projects/${PROJECT}/queries/" + job + "?timeoutMs=10000");
    var _ =
        http.send(HttpRequest.newBuilder(URI.create(host + path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(Fixture fixture, JsonNode request)
      throws IOException, InterruptedException {
    var builder =
        HttpRequest.newBuilder(
            URI.create(host + request.path("path").asText().replace("|", "%7C")));
    for (var header : request.path("headers").properties())
      builder.header(header.getKey(), header.getValue().asText());
    var body =
        request.has("body_bin")
            ? BodyPublishers.ofByteArray(fixture.bytes(request.path("body_bin").asText()))
            : request.has("body")
                ? BodyPublishers.ofString(request.path("body").toString())
                : BodyPublishers.noBody();
    return http.send(
        builder.method(request.path("method").asText(), body).build(), BodyHandlers.ofString());
  }
}
