package convergence.google.pubsub;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.protobuf.Duration;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import convergence.google.GoogleConfig;
import convergence.port.MessageHandler;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes topics and subscriptions where Terraform does not: on an emulator. What is there stays as it is.
@Singleton
public final class PubSubSetup {
  private static final int ACK_DEADLINE_SECONDS = 60;
  private static final int DELIVERIES = 20;
  private static final Duration LONGEST_BACK_OFF = Duration.newBuilder().setSeconds(10).build();

  /// Each topic and its reader, as `topics` in terraform/locals.tf.
  private static final Map<String, String> SYSTEM =
      Map.of("runs", "run-handler", "run-events", "completion-handler");

  private final GoogleConfig config;
  private final Names names;

  public PubSubSetup(GoogleConfig config) {
    this.config = config;
    this.names = new Names(config.gcpProjectId(), config.prefix());
  }

  static List<String> topics() {
    return SYSTEM.keySet().stream().sorted().toList();
  }

  /// Makes what all services need, whichever of them starts first.
  public void provide() {
    try (var connection = new Connection(config)) {
      provide(connection, SYSTEM);
    }
  }

  /// @param handlers of every service: each has a subscription of its own
  void provide(Connection connection, List<MessageHandler<?>> handlers) {
    var readers = new HashMap<String, String>();
    handlers.forEach(handler -> readers.put(handler.topic(), Names.handlerName(handler)));
    provide(connection, readers);
  }

  private void provide(Connection connection, Map<String, String> readers) {
    try (var topics = Connection.built(() -> TopicAdminClient.create(connection.topicAdmin()));
        var subscriptions =
            Connection.built(
                () -> SubscriptionAdminClient.create(connection.subscriptionAdmin()))) {
      readers.forEach(
          (topic, reader) -> {
            var dead = names.deadLetterTopic(topic);
            made(() -> topics.createTopic(names.topic(topic)));
            made(() -> topics.createTopic(dead));
            var letters = kept(names.deadLetterSubscription(topic), dead);
            made(() -> subscriptions.createSubscription(letters));
            made(() -> subscriptions.createSubscription(subscription(topic, reader)));
          });
    }
  }

  private Subscription subscription(String topic, String reader) {
    var deadLetters =
        DeadLetterPolicy.newBuilder()
            .setDeadLetterTopic(names.deadLetterTopic(topic))
            .setMaxDeliveryAttempts(DELIVERIES);
    var backOff =
        RetryPolicy.newBuilder()
            .setMinimumBackoff(Duration.getDefaultInstance())
            .setMaximumBackoff(LONGEST_BACK_OFF);
    return kept(names.subscription(topic, reader), names.topic(topic)).toBuilder()
        .setDeadLetterPolicy(deadLetters)
        .setRetryPolicy(backOff)
        .build();
  }

  /// A subscription that does not expire when it is idle for a month.
  private static Subscription kept(String name, String topic) {
    return Subscription.newBuilder()
        .setName(name)
        .setTopic(topic)
        .setAckDeadlineSeconds(ACK_DEADLINE_SECONDS)
        .setExpirationPolicy(ExpirationPolicy.getDefaultInstance())
        .build();
  }

  private static void made(Runnable create) {
    try {
      create.run();
    } catch (AlreadyExistsException e) {
      // Made by an earlier start or another service.
    }
  }
}
