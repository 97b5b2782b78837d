package convergence.google.pubsub;

import com.google.api.core.ApiFuture;
import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import convergence.port.Json;
import convergence.port.Message;
import convergence.port.Traces;
import convergence.port.Traces.Kind;
import convergence.problem.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One publisher for each topic. The client would try for ten minutes while a caller of the gateway waits; here it
/// gives up after ten seconds and the sweeper rings later.
final class Publishers implements AutoCloseable {
  /// The attribute that tells whoever answers which trace it is in; the body holds ids only.
  static final String TRACE = "traceparent";

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final RetrySettings RETRIES =
      RetrySettings.newBuilder()
          .setInitialRetryDelayDuration(Duration.ofMillis(100))
          .setRetryDelayMultiplier(2)
          .setMaxRetryDelayDuration(Duration.ofSeconds(2))
          .setInitialRpcTimeoutDuration(Duration.ofSeconds(3))
          .setRpcTimeoutMultiplier(1)
          .setMaxRpcTimeoutDuration(Duration.ofSeconds(3))
          .setTotalTimeoutDuration(LONGEST)
          .build();

  private final Connection connection;
  private final Names names;
  private final Traces traces;
  private final Map<String, Publisher> open = new ConcurrentHashMap<>();

  Publishers(Connection connection, Names names, Traces traces) {
    this.connection = connection;
    this.names = names;
    this.traces = traces;
  }

  /// Returns when Pub/Sub has the message.
  void publish(Message message) {
    var span = traces.begin(Kind.PRODUCER, "publish " + message.topic());
    var letter = PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(Json.write(message)));
    var parent = span.traceparent();
    if (parent != null) letter.putAttributes(TRACE, parent);
    try {
      publish(names.topic(message.topic()), letter.build());
    } catch (Fault.Transient e) {
      span.failed(e.code());
      throw e;
    } finally {
      span.end();
    }
  }

  void publish(String topic, PubsubMessage message) {
    ApiFuture<String> taken = open.computeIfAbsent(topic, this::publisher).publish(message);
    try {
      var _ = taken.get(LONGEST.toSeconds() + 1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw notTaken(topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notTaken(topic, e);
    }
  }

  private static Fault.Transient notTaken(String topic, Exception why) {
    var cause = why.getCause() == null ? why : why.getCause();
    return new Fault.Transient(
        "bus_unavailable",
        "Pub/Sub did not take a message for " + topic + ": " + cause.getMessage());
  }

  private Publisher publisher(String topic) {
    var publisher = Publisher.newBuilder(topic).setRetrySettings(RETRIES);
    connection.channel().ifPresent(publisher::setChannelProvider);
    connection.credentials().ifPresent(publisher::setCredentialsProvider);
    return Connection.built(publisher::build);
  }

  /// Sends what was taken from callers, then ends.
  @Override
  public void close() {
    open.values().forEach(Publisher::shutdown);
  }
}
