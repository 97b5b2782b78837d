package convergence.audit;

import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the index of the audit book, as a bean.
@Factory
final class AuditIndexes {
  @Bean
  @Singleton
  @Named("audit-by-tenant")
  Index byTenant() {
    return AuditBook.BY_TENANT;
  }
}
