package convergence.google.pubsub;

import convergence.port.Message;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import convergence.port.Pulse;
import convergence.port.Traces;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The message bus of the Google foundation.
public final class PubSubBus implements MessageBus, Pulse, AutoCloseable {
  private final Connection connection;
  private final Names names;
  private final Traces traces;
  private final Publishers publishers;
  private final Supplier<List<MessageHandler<?>>> handlers;
  // Written under this object's lock.
  private final List<Pump<?>> pumps = new CopyOnWriteArrayList<>();

  /// @param handlers asked once, by [#start]: handlers may themselves need the bus
  PubSubBus(
      Connection connection,
      Names names,
      Traces traces,
      Supplier<List<MessageHandler<?>>> handlers) {
    this.connection = connection;
    this.names = names;
    this.traces = traces;
    this.publishers = new Publishers(connection, names, traces);
    this.handlers = handlers;
  }

  /// Begins to pull for every handler of this process. Starting twice is starting once.
  public synchronized void start() {
    if (!pumps.isEmpty()) return;
    for (var handler : handlers.get()) pumps.add(new Pump<>(handler, connection, names, traces));
    pumps.forEach(Pump::start);
  }

  @Override
  public void publish(Message message) {
    publishers.publish(message);
  }

  @Override
  public String part() {
    return "pubsub";
  }

  /// In trouble, never down: what the ledger has is rung again.
  @Override
  public State state() {
    return pumps.stream().anyMatch(Pump::troubled) ? State.DEGRADED : State.UP;
  }

  /// Pulls no more, waits for handlers, then sends what is left: handlers publish until their end.
  @Override
  public synchronized void close() {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      pumps.forEach(pump -> threads.execute(pump::close));
    }
    publishers.close();
    connection.close();
  }
}
