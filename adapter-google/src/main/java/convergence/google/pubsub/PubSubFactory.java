package convergence.google.pubsub;

import convergence.google.GoogleConfig;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import convergence.port.Pulse;
import convergence.port.Traces;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.ArrayList;

/// Makes the bus. Whoever composes the process calls [PubSubBus#start] when the ledger is ready.
@Factory
final class PubSubFactory {
  @Singleton
  @Bean(
      typed = {PubSubBus.class, MessageBus.class, Pulse.class},
      preDestroy = "close")
  PubSubBus bus(GoogleConfig config, Traces traces, BeanProvider<MessageHandler<?>> handlers) {
    return new PubSubBus(
        new Connection(config),
        new Names(config.gcpProjectId(), config.prefix()),
        traces,
        () -> {
          var found = new ArrayList<MessageHandler<?>>();
          handlers.forEach(found::add);
          return found;
        });
  }
}
