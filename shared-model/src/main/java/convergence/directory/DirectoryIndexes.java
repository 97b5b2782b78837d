package convergence.directory;

import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the indexes of the tenant book, as beans.
@Factory
final class DirectoryIndexes {
  @Bean
  @Singleton
  @Named("tenants-all")
  Index tenants() {
    return TenantRows.ALL;
  }

  @Bean
  @Singleton
  @Named("tenants-ending")
  Index ending() {
    return TenantRows.ENDING;
  }

  @Bean
  @Singleton
  @Named("api-keys-by-tenant")
  Index keys() {
    return TenantRows.KEYS;
  }

  @Bean
  @Singleton
  @Named("api-keys-expiring")
  Index expiring() {
    return TenantRows.EXPIRING;
  }
}
