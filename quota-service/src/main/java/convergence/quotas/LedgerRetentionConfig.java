package convergence.quotas;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long the ledger keeps things; zero: for ever.
///
/// @param runs `RETENTION_RUNS_DAYS`: ended runs
@ConfigurationProperties("convergence.retention")
record LedgerRetentionConfig(@Bindable(defaultValue = "400d") Duration runs) {}
