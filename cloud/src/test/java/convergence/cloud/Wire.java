package convergence.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Listens to what goes over Pub/Sub, and puts more onto it, through the emulator's own REST.
final class Wire implements AutoCloseable {
  private static final Map<String, String> NOBODY = Map.of();
  private final Http http;
  private final String project;
  private final List<Map.Entry<String, JsonNode>> attributes = new ArrayList<>();

  Wire(String host, String project) {
    this.http = new Http("http://" + host);
    this.project = "/v1/projects/" + project;
  }

  /// From now on [#heard] has every message of the topic.
  void listen(String topic) {
    var _ =
        http.send(
                "PUT",
                project + "/subscriptions/story-" + topic,
                Map.of("topic", project.substring(4) + "/topics/" + topic),
                NOBODY)
            .expect(200);
  }

  /// Messages since the last call, as they were published.
  List<String> heard(String topic) {
    return stolen("story-" + topic);
  }

  /// Takes what waits in a subscription from whoever was to have it.
  List<String> stolen(String subscription) {
    var texts = new ArrayList<String>();
    var path = project + "/subscriptions/" + subscription;
    while (true) {
      var pull = Map.of("maxMessages", 1000, "returnImmediately", true);
      var answer = http.post(path + ":pull", pull, NOBODY).expect(200);
      var ids = new ArrayList<String>();
      for (var each : answer.path("receivedMessages")) {
        ids.add(each.path("ackId").asText());
        texts.add(decoded(each.path("message").path("data").asText()));
        each.path("message").path("attributes").properties().forEach(attributes::add);
      }
      if (ids.isEmpty()) return texts;
      var _ = http.post(path + ":acknowledge", Map.of("ackIds", ids), NOBODY).expect(200);
    }
  }

  /// Of all messages that were taken so far.
  List<Map.Entry<String, JsonNode>> attributes() {
    return List.copyOf(attributes);
  }

  private static String decoded(String data) {
    return new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
  }

  void publish(String topic, String text) {
    var data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    var _ =
        http.post(
                project + "/topics/" + topic + ":publish",
                Map.of("messages", List.of(Map.of("data", data))),
                NOBODY)
            .expect(200);
  }

  @Override
  public void close() {
    http.close();
  }
}
