package convergence.google.pubsub;

import com.google.api.gax.rpc.DeadlineExceededException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.pubsub.v1.stub.GrpcSubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStubSettings;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import convergence.google.GoogleConfig;
import convergence.port.Traces;
import convergence.problem.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What was given back too often, for an operator: to look at, to ring once more, to throw away. Ringing again is safe
/// at any time, since whoever answers reads the ledger.
public final class DeadLetters implements AutoCloseable {
  private static final Duration PULL = Duration.ofSeconds(3);
  private static final int AT_ONCE = 100;

  /// More are left for the next call.
  private static final int MOST = 10_000;

  /// Longer than a look takes; what is not chosen is given back at its end.
  private static final int HOLD_SECONDS = 120;

  private final Connection connection;
  private final Names names;
  private final Publishers publishers;
  private final SubscriberStub stub;

  public DeadLetters(GoogleConfig config) {
    connection = new Connection(config);
    names = new Names(config.gcpProjectId(), config.prefix());
    publishers = new Publishers(connection, names, Traces.none());
    stub = Connection.built(this::open);
  }

  private SubscriberStub open() throws IOException {
    var settings = SubscriberStubSettings.newBuilder();
    connection.channel().ifPresent(settings::setTransportChannelProvider);
    connection.credentials().ifPresent(settings::setCredentialsProvider);
    settings.pullSettings().setSimpleTimeoutNoRetriesDuration(PULL);
    return GrpcSubscriberStub.create(settings.build());
  }

  /// @param id Pub/Sub's, which names it until it is gone
  /// @param topic where it was to be heard
  /// @param at when it became a dead letter
  public record Letter(String id, String topic, String text, Instant at) {}

  /// The topics whose letters there may be.
  public static List<String> topics() {
    return PubSubSetup.topics();
  }

  /// All of a topic, as they are; they stay.
  ///
  /// @throws Fault.Permanent there is no such subscription
  public List<Letter> list(String topic) {
    return look(topic, names.deadLetterSubscription(topic));
  }

  /// What waits in a subscription.
  List<Letter> look(String topic, String subscription) {
    var seen = new ArrayList<Letter>();
    var _ = sort(topic, subscription, letter -> !seen.add(letter), _ -> {});
    return List.copyOf(seen);
  }

  /// Publishes the chosen ones once more; each is gone from here when Pub/Sub has it there.
  public List<Letter> replay(String topic, Predicate<Letter> chosen) {
    return sort(
        topic,
        names.deadLetterSubscription(topic),
        chosen,
        message ->
            publishers.publish(
                names.topic(topic), PubsubMessage.newBuilder().setData(message.getData()).build()));
  }

  /// Throws the chosen ones away.
  public List<Letter> drop(String topic, Predicate<Letter> chosen) {
    return sort(topic, names.deadLetterSubscription(topic), chosen, _ -> {});
  }

  private interface Deed {
    void to(PubsubMessage message);
  }

  /// @return those that the deed was done to
  private List<Letter> sort(
      String topic, String subscription, Predicate<Letter> chosen, Deed deed) {
    var done = new ArrayList<Letter>();
    var kept = new ArrayList<String>();
    try {
      for (var received = pull(subscription);
          !received.isEmpty() && done.size() + kept.size() < MOST;
          received = pull(subscription)) {
        hold(subscription, received);
        for (var each : received) {
          var letter = letter(topic, each.getMessage());
          if (!chosen.test(letter)) {
            kept.add(each.getAckId());
            continue;
          }
          deed.to(each.getMessage());
          acknowledge(subscription, each.getAckId());
          done.add(letter);
        }
      }
    } finally {
      // Held ones would be hidden from the next look.
      for (int i = 0; i < kept.size(); i += AT_ONCE)
        deadline(subscription, kept.subList(i, Math.min(kept.size(), i + AT_ONCE)), 0);
    }
    return List.copyOf(done);
  }

  private List<ReceivedMessage> pull(String subscription) {
    try {
      return stub.pullCallable()
          .call(
              PullRequest.newBuilder()
                  .setSubscription(subscription)
                  .setMaxMessages(AT_ONCE)
                  .build())
          .getReceivedMessagesList();
    } catch (DeadlineExceededException e) {
      return List.of();
    } catch (NotFoundException e) {
      throw new Fault.Permanent(
          "no_subscription",
          "There is no subscription "
              + subscription
              + ": terraform/ makes it, or beside emulators the first service that starts.",
          e);
    }
  }

  private void hold(String subscription, List<ReceivedMessage> received) {
    deadline(subscription, received.stream().map(ReceivedMessage::getAckId).toList(), HOLD_SECONDS);
  }

  private void deadline(String subscription, List<String> ids, int seconds) {
    if (ids.isEmpty()) return;
    stub.modifyAckDeadlineCallable()
        .call(
            ModifyAckDeadlineRequest.newBuilder()
                .setSubscription(subscription)
                .addAllAckIds(ids)
                .setAckDeadlineSeconds(seconds)
                .build());
  }

  private void acknowledge(String subscription, String id) {
    stub.acknowledgeCallable()
        .call(AcknowledgeRequest.newBuilder().setSubscription(subscription).addAckIds(id).build());
  }

  private static Letter letter(String topic, PubsubMessage message) {
    var at = message.getPublishTime();
    return new Letter(
        message.getMessageId(),
        topic,
        message.getData().toStringUtf8(),
        Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
  }

  @Override
  public void close() {
    publishers.close();
    stub.close();
    connection.close();
  }
}
