package convergence.standalone;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long things are kept; zero: for ever.
///
/// @param runs `RETENTION_RUNS_DAYS`: ended runs in the ledger
/// @param effects `RETENTION_EFFECTS_DAYS`: what the warehouse remembers of jobs
@ConfigurationProperties("convergence.retention")
record RetentionConfig(
    @Bindable(defaultValue = "400d") Duration runs,
    @Bindable(defaultValue = "35d") Duration effects) {}
