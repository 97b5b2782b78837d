package convergence.worker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How metadata rows travel.
///
/// @param flushInterval METADATA_LOG_FLUSH_INTERVAL_SECONDS: longest wait of a row
/// @param batchSize METADATA_LOG_BATCH_SIZE: rows of one shipment, at least; the shipper takes more at once
///     when more wait
@ConfigurationProperties("convergence.metadata")
public record MetadataConfig(
    @Bindable(defaultValue = "5s") Duration flushInterval,
    @Bindable(defaultValue = "100") int batchSize) {
  public MetadataConfig {
    if (flushInterval.isNegative() || flushInterval.isZero())
      throw new IllegalArgumentException("convergence.metadata.flush-interval must be positive");
    if (batchSize < 1)
      throw new IllegalArgumentException("convergence.metadata.batch-size must be at least 1");
  }
}
