package convergence.gateway;

import convergence.edge.ApiPart;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// The parts of the gateway's own OpenAPI document that have a file of their own.
@Factory
final class ApiParts {
  @Bean
  @Singleton
  @Named("keys")
  ApiPart keys() {
    return () -> ApiParts.class.getResourceAsStream("openapi-keys.yml");
  }

  @Bean
  @Singleton
  @Named("credentials")
  ApiPart credentials() {
    return () -> ApiParts.class.getResourceAsStream("openapi-credentials.yml");
  }

  @Bean
  @Singleton
  @Named("notifications")
  ApiPart notifications() {
    return () -> ApiParts.class.getResourceAsStream("openapi-notifications.yml");
  }
}
