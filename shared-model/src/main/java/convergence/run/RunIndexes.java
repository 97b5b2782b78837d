package convergence.run;

import convergence.plan.PlanReviewer;
import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the indexes of the run book, as beans: adapters and Terraform learn of them here.
@Factory
final class RunIndexes {
  @Bean
  @Singleton
  @Named("runs-by-tenant")
  Index byTenant() {
    return RunBook.BY_TENANT;
  }

  @Bean
  @Singleton
  @Named("runs-open")
  Index open() {
    return RunBook.OPEN;
  }

  @Bean
  @Singleton
  @Named("runs-ended-badly")
  Index endedBadly() {
    return RunBook.ENDED_BADLY;
  }

  @Bean
  @Singleton
  @Named("runs-running")
  Index running() {
    return RunBook.RUNNING;
  }

  @Bean
  @Singleton
  @Named("scheduled-runs-waiting")
  Index waiting() {
    return QueueBook.WAITING;
  }

  @Bean
  @Singleton
  @Named("scheduled-runs-unstarted")
  Index unstarted() {
    return QueueBook.UNSTARTED;
  }

  @Bean
  @Singleton
  @Named("scheduled-runs-completed")
  Index completed() {
    return QueueBook.COMPLETED;
  }

  @Bean
  @Singleton
  @Named("idempotency-by-age")
  Index idempotency() {
    return Replays.BY_AGE;
  }

  @Bean
  @Singleton
  @Named("plan-reviews-by-age")
  Index planReviews() {
    return PlanReviewer.BY_AGE;
  }

  @Bean
  @Singleton
  @Named("runs-due")
  Index due() {
    return RunBook.DUE;
  }
}
