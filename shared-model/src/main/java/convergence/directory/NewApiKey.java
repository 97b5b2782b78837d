package convergence.directory;

import convergence.port.Secret;
import convergence.tenant.ApiKey;
import org.jspecify.annotations.Nullable;

/// A key that was just made.
///
/// @param text the key itself, the only time that anybody sees it; null when the request came again
public record NewApiKey(ApiKey made, @Nullable Secret text) {}
