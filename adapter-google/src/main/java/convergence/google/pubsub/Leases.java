package convergence.google.pubsub;

import com.google.cloud.pubsub.v1.stub.SubscriberStub;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages of one subscription that are in a handler's hands: extended until they are acknowledged or given back.
/// A lost extension or acknowledgement costs a second delivery, which every handler bears.
final class Leases implements AutoCloseable {
  /// As long as the subscription's own deadline.
  private static final int LEASE_SECONDS = 60;

  private static final int EXTEND_EVERY_SECONDS = 20;
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private final SubscriberStub stub;
  private final String subscription;
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("pubsub-leases").daemon().unstarted(task));

  Leases(SubscriberStub stub, String subscription) {
    this.stub = stub;
    this.subscription = subscription;
    var _ =
        clock.scheduleWithFixedDelay(
            this::extend, EXTEND_EVERY_SECONDS, EXTEND_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  void hold(String ackId) {
    held.add(ackId);
  }

  void acknowledge(String ackId) {
    held.remove(ackId);
    quietly(
        () ->
            stub.acknowledgeCallable()
                .call(
                    AcknowledgeRequest.newBuilder()
                        .setSubscription(subscription)
                        .addAckIds(ackId)
                        .build()));
  }

  /// Pub/Sub hands it out again after the subscription's back-off.
  void giveBack(String ackId) {
    held.remove(ackId);
    deadline(Set.of(ackId), 0);
  }

  private void extend() {
    if (!held.isEmpty()) deadline(Set.copyOf(held), LEASE_SECONDS);
  }

  private void deadline(Set<String> ackIds, int seconds) {
    quietly(
        () ->
            stub.modifyAckDeadlineCallable()
                .call(
                    ModifyAckDeadlineRequest.newBuilder()
                        .setSubscription(subscription)
                        .addAllAckIds(ackIds)
                        .setAckDeadlineSeconds(seconds)
                        .build()));
  }

  private void quietly(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: a message will come a second time: {}", subscription, e.toString());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (!held.isEmpty()) deadline(Set.copyOf(held), 0);
  }
}
