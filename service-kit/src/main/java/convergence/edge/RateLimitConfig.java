package convergence.edge;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// How many requests this process lets in; 0: no limit.
///
/// @param requestsPerMinute `RATE_LIMIT_REQUESTS_PER_MINUTE`, per tenant over all routes but single runs' reads
/// @param requestsPerHour `RATE_LIMIT_REQUESTS_PER_HOUR`, the same
/// @param runsPerMinute `RATE_LIMIT_RUNS_PER_MINUTE`, per tenant on the routes that start runs
/// @param runReadsPerMinute `RATE_LIMIT_RUN_READS_PER_MINUTE`, per tenant for reading one run
/// @param globalPerMinute `RATE_LIMIT_GLOBAL_PER_MINUTE`, all callers together
/// @param addressPerMinute `RATE_LIMIT_ADDRESS_PER_MINUTE`, per address without a valid key
@ConfigurationProperties("convergence.rate-limit")
public record RateLimitConfig(
    @Bindable(defaultValue = "100") int requestsPerMinute,
    @Bindable(defaultValue = "1000") int requestsPerHour,
    @Bindable(defaultValue = "50") int runsPerMinute,
    @Bindable(defaultValue = "600") int runReadsPerMinute,
    @Bindable(defaultValue = "6000") int globalPerMinute,
    @Bindable(defaultValue = "60") int addressPerMinute) {
  public RateLimitConfig {
    notNegative("RATE_LIMIT_REQUESTS_PER_MINUTE", requestsPerMinute);
    notNegative("RATE_LIMIT_REQUESTS_PER_HOUR", requestsPerHour);
    notNegative("RATE_LIMIT_RUNS_PER_MINUTE", runsPerMinute);
    notNegative("RATE_LIMIT_RUN_READS_PER_MINUTE", runReadsPerMinute);
    notNegative("RATE_LIMIT_GLOBAL_PER_MINUTE", globalPerMinute);
    notNegative("RATE_LIMIT_ADDRESS_PER_MINUTE", addressPerMinute);
  }

  private static void notNegative(String name, int value) {
    if (value < 0)
      throw new IllegalArgumentException(
          name + " is a whole number from 0 (no limit); not " + value);
  }
}
