package convergence.google.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import convergence.google.GoogleConfig;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Opens the one Cloud Storage client of a process whose CONFIGS_DIR is a bucket.
@Factory
@Requires(property = "convergence.configs-dir", pattern = "gs://.*")
final class StorageFactory {
  private static final int TIMEOUT_MS = 10_000;

  /// A copy that is a minute old is better than a start or a look that hangs.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Singleton
  @Bean(preDestroy = "close")
  Storage storage(GoogleConfig config) {
    var options =
        StorageOptions.newBuilder()
            .setProjectId(config.gcpProjectId())
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setTotalTimeoutDuration(PATIENCE)
                    .setInitialRetryDelayDuration(Duration.ofMillis(200))
                    .setRetryDelayMultiplier(2)
                    .setMaxRetryDelayDuration(Duration.ofSeconds(5))
                    .setMaxAttempts(4)
                    .build())
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout(TIMEOUT_MS)
                    .setReadTimeout(TIMEOUT_MS)
                    .build());
    var emulator = config.storageEmulatorHost();
    // Without a host the client dials the service.
    if (emulator != null)
      options
          .setHost(emulator.contains("://") ? emulator : "http://" + emulator)
          .setCredentials(NoCredentials.getInstance());
    return options.build().getService();
  }

  @Singleton
  @Primary
  @Bean(preDestroy = "close")
  BucketConfigs configs(Storage storage, @Value("${convergence.configs-dir}") String place) {
    return new BucketConfigs(storage, place);
  }
}
