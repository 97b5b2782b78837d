package convergence.bigquery;

import convergence.bigquery.job.JobBook;
import convergence.port.Index;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/// Declares the indexes of the server's books, as beans: the store learns of them here.
@Factory
final class BigQueryIndexes {
  @Bean
  @Singleton
  @Named("bigquery-jobs-by-project")
  Index byProject() {
    return JobBook.BY_PROJECT;
  }

  @Bean
  @Singleton
  @Named("bigquery-jobs-open")
  Index open() {
    return JobBook.OPEN;
  }
}
