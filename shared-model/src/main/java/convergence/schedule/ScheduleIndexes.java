package convergence.schedule;

import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the indexes of the schedule book, as beans.
@Factory
final class ScheduleIndexes {
  @Bean
  @Singleton
  @Named("schedules-by-tenant")
  Index byTenant() {
    return ScheduleRows.BY_TENANT;
  }

  @Bean
  @Singleton
  @Named("schedules-due")
  Index due() {
    return ScheduleRows.DUE;
  }
}
