package convergence.embedded.queue;

import convergence.contract.MessageBusContract;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// The contract of the message bus, kept within the process.
final class InProcessBusContractTest extends MessageBusContract {
  private final List<InProcessBus> started = new ArrayList<>();

  @Override
  protected MessageBus bus(List<MessageHandler<?>> handlers) {
    var bus = new InProcessBus(() -> handlers);
    bus.start();
    started.add(bus);
    return bus;
  }

  @AfterEach
  void stop() {
    started.forEach(InProcessBus::close);
  }
}
