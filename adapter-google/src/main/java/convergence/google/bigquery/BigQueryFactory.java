package convergence.google.bigquery;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.http.HttpTransportOptions;
import convergence.google.GoogleConfig;
import convergence.port.Ids;
import convergence.port.Traces;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Opens the one BigQuery client of the process.
@Factory
public final class BigQueryFactory {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofMinutes(1);

  @Singleton
  public BigQuery bigQuery(GoogleConfig config) {
    var options =
        BigQueryOptions.newBuilder()
            .setProjectId(config.gcpProjectId())
            .setLocation(config.bigqueryLocation())
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout(Math.toIntExact(CONNECT.toMillis()))
                    .setReadTimeout(Math.toIntExact(READ.toMillis()))
                    .build());
    var emulator = config.bigqueryEmulatorHost();
    // The client knows no variable for an emulator: without a host it dials the service.
    if (emulator != null)
      options
          .setHost(emulator.contains("://") ? emulator : "http://" + emulator)
          .setCredentials(NoCredentials.getInstance());
    return options.build().getService();
  }

  @Singleton
  @Bean(typed = {BigQueryWarehouse.class, convergence.port.Warehouse.class})
  public BigQueryWarehouse warehouse(BigQuery client, GoogleConfig config, Ids ids, Traces traces) {
    return new BigQueryWarehouse(client, config.bigqueryLocation(), ids, traces);
  }
}
