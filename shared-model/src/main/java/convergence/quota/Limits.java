package convergence.quota;

import org.jspecify.annotations.Nullable;

/// What a plan allows; null means no limit.
public record Limits(
    @Nullable Integer daily, @Nullable Integer monthly, @Nullable Integer concurrent) {}
