package convergence.standalone;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long the embedded warehouse keeps things; zero: for ever.
///
/// @param effects `RETENTION_EFFECTS_DAYS`: what the warehouse remembers of jobs
@ConfigurationProperties("convergence.retention")
record RetentionConfig(@Bindable(defaultValue = "35d") Duration effects) {}
