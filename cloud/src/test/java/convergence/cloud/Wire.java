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
  private final List<JsonNode> taken = new ArrayList<>();

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
    while (true) {
      var received = pull(subscription);
      if (received.isEmpty()) return texts;
      for (var each : received) {
        var message = each.path("message");
        taken.add(message);
        texts.add(text(message));
      }
      var ids = received.stream().map(each -> each.path("ackId").asText()).toList();
      var _ = ask(subscription, "acknowledge", Map.of("ackIds", ids));
    }
  }

  /// Everything that was taken or seen so far, as it came.
  List<JsonNode> taken() {
    return List.copyOf(taken);
  }

  /// What waits in a subscription, as it came; it stays there.
  List<JsonNode> seen(String subscription) {
    var received = pull(subscription);
    refuse(subscription, received);
    var messages = received.stream().map(each -> each.path("message")).toList();
    taken.addAll(messages);
    return messages;
  }

  /// Gives back what waits in a subscription, as a handler does that cannot do it.
  void refuse(String subscription) {
    refuse(subscription, pull(subscription));
  }

  private void refuse(String subscription, List<JsonNode> received) {
    if (received.isEmpty()) return;
    var ids = received.stream().map(each -> each.path("ackId").asText()).toList();
    var _ = ask(subscription, "modifyAckDeadline", Map.of("ackIds", ids, "ackDeadlineSeconds", 0));
  }

  /// From now on a subscription waits for nothing before it delivers again, and gives up at the fifth time, the earliest
  /// that Pub/Sub allows.
  void hurry(String subscription) {
    var path = project + "/subscriptions/" + subscription;
    var dead = http.get(path, NOBODY).expect(200).path("deadLetterPolicy").path("deadLetterTopic");
    var changed =
        Map.of(
            "name",
            path.substring(4),
            "retryPolicy",
            Map.of("minimumBackoff", "0s", "maximumBackoff", "0s"),
            "deadLetterPolicy",
            Map.of("deadLetterTopic", dead.asText(), "maxDeliveryAttempts", 5));
    var update = Map.of("subscription", changed, "updateMask", "retryPolicy,deadLetterPolicy");
    var _ = http.send("PATCH", path, update, NOBODY).expect(200);
  }

  private List<JsonNode> pull(String subscription) {
    var received = new ArrayList<JsonNode>();
    ask(subscription, "pull", Map.of("maxMessages", 1000, "returnImmediately", true))
        .path("receivedMessages")
        .forEach(received::add);
    return received;
  }

  private JsonNode ask(String subscription, String verb, Map<String, ?> body) {
    return http.post(project + "/subscriptions/" + subscription + ":" + verb, body, NOBODY)
        .expect(200);
  }

  static String text(JsonNode message) {
    return decoded(message.path("data").asText());
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
