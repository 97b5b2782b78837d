package convergence.google.pubsub;

import com.google.api.gax.rpc.DeadlineExceededException;
import com.google.cloud.pubsub.v1.stub.GrpcSubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStub;
import com.google.cloud.pubsub.v1.stub.SubscriberStubSettings;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import convergence.port.Json;
import convergence.port.Message;
import convergence.port.MessageHandler;
import convergence.port.Permits.Permit;
import convergence.port.Traces;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One handler and its subscription: pulls as many messages as there are free permits, and no more.
final class Pump<M extends Message> implements AutoCloseable {
  private static final int MOST_AT_ONCE = 100;
  private static final Duration PULL = Duration.ofSeconds(60);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

  private final MessageHandler<M> handler;
  private final String subscription;
  private final SubscriberStub stub;
  private final Leases leases;
  private final Traces traces;

  /// One party for the pump itself and one for each call of the handler.
  private final Phaser calls = new Phaser(1);

  private final Thread thread;
  private volatile boolean stopped;

  /// Written by the pump's thread.
  private volatile boolean troubled;

  Pump(MessageHandler<M> handler, Connection connection, Names names, Traces traces) {
    this.handler = handler;
    this.traces = traces;
    this.subscription = names.subscription(handler);
    this.stub = Connection.built(() -> stub(connection));
    this.leases = new Leases(stub, subscription);
    this.thread = Thread.ofVirtual().name("pump-" + handler.topic()).unstarted(this::pump);
  }

  private static SubscriberStub stub(Connection connection) throws IOException {
    var settings = SubscriberStubSettings.newBuilder();
    connection.channel().ifPresent(settings::setTransportChannelProvider);
    connection.credentials().ifPresent(settings::setCredentialsProvider);
    settings.pullSettings().setSimpleTimeoutNoRetriesDuration(PULL);
    return GrpcSubscriberStub.create(settings.build());
  }

  void start() {
    thread.start();
  }

  private void pump() {
    try {
      while (!stopped) {
        // The pump is the only one that takes permits: what is free now is free until it takes it.
        handler.permits().acquire().close();
        for (var received : pull(handler.permits().size() - handler.permits().inUse())) {
          leases.hold(received.getAckId());
          var permit = handler.permits().acquire();
          calls.register();
          Thread.ofVirtual().name("handle-" + handler.topic()).start(() -> hand(received, permit));
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("no more messages of {} are pulled", subscription);
    }
  }

  private List<ReceivedMessage> pull(int free) {
    try {
      var answer =
          stub.pullCallable()
              .call(
                  PullRequest.newBuilder()
                      .setSubscription(subscription)
                      .setMaxMessages(Math.min(free, MOST_AT_ONCE))
                      .build());
      troubled = false;
      return answer.getReceivedMessagesList();
    } catch (DeadlineExceededException e) {
      troubled = false;
      return List.of();
    } catch (RuntimeException e) {
      if (!stopped) {
        troubled = true;
        LOG.warn("{} cannot be pulled; tried again in a second: {}", subscription, e.toString());
        LockSupport.parkNanos(PAUSE_AFTER_FAULT.toNanos());
      }
      return List.of();
    }
  }

  private void hand(ReceivedMessage received, Permit permit) {
    try {
      if (isDone(received, permit)) {
        leases.acknowledge(received.getAckId());
      } else {
        // Whoever refused the message has no work behind it; closing twice is closing once.
        permit.close();
        leases.giveBack(received.getAckId());
      }
    } finally {
      calls.arriveAndDeregister();
    }
  }

  private boolean isDone(ReceivedMessage received, Permit permit) {
    var attributes = received.getMessage().getAttributesMap();
    try (var _ = traces.within(attributes.get(Publishers.TRACE))) {
      var message = Json.read(received.getMessage().getData().toStringUtf8(), handler.type());
      return switch (handler.handle(message, permit)) {
        case DONE -> true;
        case REDELIVER -> false;
      };
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      LOG.error(
          "message {} of {} failed at delivery {}",
          received.getMessage().getMessageId(),
          subscription,
          received.getDeliveryAttempt(),
          e);
      return false;
    }
  }

  /// Whether the last pull failed.
  boolean troubled() {
    return troubled;
  }

  /// Pulls no more, waits five seconds for running handlers and gives back what is left.
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      int phase = calls.arriveAndDeregister();
      calls.awaitAdvanceInterruptibly(phase, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("a handler of {} still runs; its message is given back", subscription);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leases.close();
      stub.shutdownNow();
    }
  }
}
