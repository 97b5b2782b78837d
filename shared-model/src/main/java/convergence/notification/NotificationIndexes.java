package convergence.notification;

import convergence.notice.Outbox;
import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the indexes of outbox, deliveries and channels, as beans.
@Factory
final class NotificationIndexes {
  @Bean
  @Singleton
  @Named("outbox-waiting")
  Index waiting() {
    return Outbox.WAITING;
  }

  @Bean
  @Singleton
  @Named("deliveries-due")
  Index due() {
    return DeliveryBook.DUE;
  }

  @Bean
  @Singleton
  @Named("deliveries-log")
  Index log() {
    return DeliveryBook.LOG;
  }

  @Bean
  @Singleton
  @Named("deliveries-ended")
  Index ended() {
    return DeliveryBook.ENDED;
  }

  @Bean
  @Singleton
  @Named("notifications-all")
  Index all() {
    return NotificationBook.ALL;
  }
}
