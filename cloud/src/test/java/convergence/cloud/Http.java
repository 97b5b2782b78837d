package convergence.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Speaks JSON over HTTP to one address. Any number of threads may.
final class Http implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;

  /// @param address `http://host:port`
  Http(String address) {
    this.address = address;
  }

  record Answer(int status, String text) {
    JsonNode json() {
      return Json.read(text, JsonNode.class);
    }

    JsonNode expect(int wanted) {
      if (status != wanted) throw new AssertionError("HTTP " + status + ": " + text);
      return json();
    }
  }

  Answer get(String path, Map<String, String> headers) {
    return send("GET", path, null, headers);
  }

  Answer post(String path, Object body, Map<String, String> headers) {
    return send("POST", path, body, headers);
  }

  Answer send(String method, String path, @Nullable Object body, Map<String, String> headers) {
    try {
      return sendOnce(method, path, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws IOException the connection could not be made or was cut
  Answer sendOnce(String method, String path, @Nullable Object body, Map<String, String> headers)
      throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
    headers.forEach(request::header);
    try {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
