package convergence.worker.step;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Where tenants' files lie.
///
/// @param filesBase FILES_BASE: a folder, or `gs://bucket/prefix` on Google Cloud, that holds a folder for each tenant id
@ConfigurationProperties("convergence")
public record FilesConfig(@Bindable(defaultValue = "files") String filesBase) {}
