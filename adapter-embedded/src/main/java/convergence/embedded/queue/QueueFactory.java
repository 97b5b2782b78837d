package convergence.embedded.queue;

import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.ArrayList;

/// Makes the bus. Whoever composes the process calls [InProcessBus#start] when the ledger is ready.
@Factory
final class QueueFactory {
  @Singleton
  @Bean(
      typed = {InProcessBus.class, MessageBus.class},
      preDestroy = "close")
  InProcessBus bus(BeanProvider<MessageHandler<?>> handlers) {
    return new InProcessBus(
        () -> {
          var found = new ArrayList<MessageHandler<?>>();
          handlers.forEach(found::add);
          return found;
        });
  }
}
