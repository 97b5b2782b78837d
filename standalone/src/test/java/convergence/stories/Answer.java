package convergence.stories;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An HTTP answer as it came over the wire.
///
/// @param headers names in lower case
record Answer(int status, Map<String, List<String>> headers, String text) {
  static Answer of(HttpResponse<String> response) {
    var headers = new TreeMap<String, List<String>>();
    response.headers().map().forEach((k, v) -> headers.put(k.toLowerCase(Locale.ROOT), v));
    return new Answer(response.statusCode(), headers, response.body());
  }

  JsonNode json() {
    try {
      return Json.mapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError("HTTP " + status + ", not JSON: " + text, e);
    }
  }

  /// The body, when the status is this one.
  JsonNode expect(int wanted) {
    if (status != wanted) throw new AssertionError("HTTP " + status + ": " + text);
    return json();
  }

  /// Empty when it is absent.
  String header(String name) {
    var values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? "" : String.join(", ", values);
  }

  String code() {
    return json().path("code").asText();
  }

  String detail() {
    return json().path("detail").asText();
  }
}
