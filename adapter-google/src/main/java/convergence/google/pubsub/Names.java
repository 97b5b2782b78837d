package convergence.google.pubsub;

import convergence.port.MessageHandler;
import java.util.Locale;

/// Names of topics and subscriptions, as Terraform makes them: a topic is its message's, a subscription names topic and
/// handler.
///
/// @param projectId the project of all of them
/// @param prefix before each name
record Names(String projectId, String prefix) {
  String topic(String topic) {
    return "projects/" + projectId + "/topics/" + prefix + dashed(topic);
  }

  /// @param handler e.g. `RunHandler` for `runs`: `runs-run-handler`
  String subscription(MessageHandler<?> handler) {
    return subscription(handler.topic(), handlerName(handler));
  }

  /// @param handler its dashed name, e.g. `run-handler`
  String subscription(String topic, String handler) {
    return "projects/" + projectId + "/subscriptions/" + prefix + dashed(topic) + "-" + handler;
  }

  /// Where messages of a topic go that were given back too often.
  String deadLetterTopic(String topic) {
    return topic(topic + "-dead");
  }

  /// Holds the dead letters of a topic until somebody looks.
  String deadLetterSubscription(String topic) {
    return "projects/" + projectId + "/subscriptions/" + prefix + dashed(topic) + "-dead";
  }

  /// A class without a name is its superclass.
  static String handlerName(MessageHandler<?> handler) {
    var type = handler.getClass();
    return dashed(
        type.isAnonymousClass() ? type.getSuperclass().getSimpleName() : type.getSimpleName());
  }

  private static String dashed(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
