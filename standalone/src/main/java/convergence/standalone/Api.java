package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/// A small client of our own API over loopback, for the command line.
final class Api {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Api(int port) {
    this.port = port;
  }

  /// @param status HTTP status
  /// @param body JSON, or a null node
  record Answer(int status, JsonNode body) {
    /// The problem's sentence.
    String detail() {
      var sentence = body.path("detail").asText("HTTP " + status);
      var errors = body.path("errors");
      var first = errors.path(0);
      boolean said = errors.size() == 1 && first.path("detail").asText().equals(sentence);
      return said && !first.has("line")
          ? sentence + " (" + first.path("pointer").asText() + ")"
          : sentence + pointers(errors);
    }

    private static String pointers(JsonNode errors) {
      var text = new StringBuilder();
      for (var error : errors)
        text.append("\n  ")
            .append(error.path("pointer").asText())
            .append(error.has("line") ? " (line " + place(error) + ")" : "")
            .append(": ")
            .append(error.path("detail").asText());
      return text.toString();
    }

    private static String place(JsonNode error) {
      String line = error.path("line").asText();
      return error.has("column") ? line + ", column " + error.path("column").asText() : line;
    }
  }

  Answer get(String path, Map<String, String> headers) throws IOException, InterruptedException {
    return send(request(path, headers).GET());
  }

  Answer post(String path, Object body, Map<String, String> headers)
      throws IOException, InterruptedException {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
  }

  Answer delete(String path, Map<String, String> headers) throws IOException, InterruptedException {
    return send(request(path, headers).DELETE());
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofMinutes(10));
    headers.forEach(request::header);
    return request;
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    var text = response.body();
    return new Answer(
        response.statusCode(),
        text.isBlank() ? Json.mapper().nullNode() : Json.mapper().readTree(text));
  }
}
