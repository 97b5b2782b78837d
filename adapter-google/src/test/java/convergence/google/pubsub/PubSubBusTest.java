package convergence.google.pubsub;

import convergence.contract.MessageBusContract;
import convergence.google.Emulators;
import convergence.google.GoogleConfig;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import convergence.port.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/// The contract of the message bus, kept by Pub/Sub.
final class PubSubBusTest extends MessageBusContract {
  private final List<PubSubBus> started = new ArrayList<>();

  @Override
  protected MessageBus bus(List<MessageHandler<?>> handlers) {
    var hosts = List.of(Emulators.pubsub(), "-", "http://127.0.0.1:1", "-", "-");
    // A project of its own: subscriptions of earlier tests would take messages away.
    var config = GoogleConfig.emulators("contract-" + UUID.randomUUID(), hosts);
    var connection = new Connection(config);
    new PubSubSetup(config).provide(connection, handlers);
    var bus =
        new PubSubBus(
            connection, new Names(config.gcpProjectId(), ""), Traces.none(), () -> handlers);
    bus.start();
    started.add(bus);
    return bus;
  }

  @AfterEach
  void stop() {
    started.forEach(PubSubBus::close);
  }
}
