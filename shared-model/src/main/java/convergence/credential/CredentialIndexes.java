package convergence.credential;

import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the indexes of the vault, as beans.
@Factory
final class CredentialIndexes {
  @Bean
  @Singleton
  @Named("credentials-all")
  Index all() {
    return CredentialRows.ALL;
  }

  @Bean
  @Singleton
  @Named("credentials-waiting")
  Index waiting() {
    return CredentialRows.WAITING;
  }
}
