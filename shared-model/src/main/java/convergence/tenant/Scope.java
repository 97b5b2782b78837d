package convergence.tenant;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an API key may do.
public enum Scope {
  RUN,
  READ,
  SCHEDULES,
  CREDENTIALS,
  KEYS;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Scope> parse(String wire) {
    for (var scope : values()) if (scope.wire().equals(wire)) return Optional.of(scope);
    return Optional.empty();
  }

  /// The default of a new key.
  public static Set<Scope> all() {
    return EnumSet.allOf(Scope.class);
  }
}
