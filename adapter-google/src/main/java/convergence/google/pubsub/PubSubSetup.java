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
import java.util.List;

/// Makes topics and subscriptions where Terraform does not: on an emulator. What is there stays as it is.
public final class PubSubSetup {
  private static final int ACK_DEADLINE_SECONDS = 60;
  private static final int DELIVERIES = 20;
  private static final Duration LONGEST_BACK_OFF = Duration.newBuilder().setSeconds(10).build();

  private final Names names;

  public PubSubSetup(GoogleConfig config) {
    this.names = new Names(config.gcpProjectId(), config.prefix());
  }

  /// @param handlers of every service: each has a subscription of its own
  public void provide(Connection connection, List<MessageHandler<?>> handlers) {
    try (var topics = Connection.built(() -> TopicAdminClient.create(connection.topicAdmin()));
        var subscriptions =
            Connection.built(
                () -> SubscriptionAdminClient.create(connection.subscriptionAdmin()))) {
      for (var handler : handlers) {
        var topic = handler.topic();
        var dead = names.deadLetterTopic(topic);
        made(() -> topics.createTopic(names.topic(topic)));
        made(() -> topics.createTopic(dead));
        made(
            () ->
                subscriptions.createSubscription(kept(names.deadLetterSubscription(topic), dead)));
        made(() -> subscriptions.createSubscription(subscription(handler)));
      }
    }
  }

  private Subscription subscription(MessageHandler<?> handler) {
    var deadLetters =
        DeadLetterPolicy.newBuilder()
            .setDeadLetterTopic(names.deadLetterTopic(handler.topic()))
            .setMaxDeliveryAttempts(DELIVERIES);
    var backOff =
        RetryPolicy.newBuilder()
            .setMinimumBackoff(Duration.getDefaultInstance())
            .setMaximumBackoff(LONGEST_BACK_OFF);
    return kept(names.subscription(handler), names.topic(handler.topic())).toBuilder()
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
