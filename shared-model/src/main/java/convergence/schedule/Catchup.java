package convergence.schedule;

import java.util.Locale;
import java.util.Optional;

/// What becomes of slots at whose time nobody was there.
public enum Catchup {
  /// The latest within 24 hours is made up for.
  LATEST,
  /// All within 24 hours are, at most 24, one after the other.
  ALL,
  /// None is.
  NONE;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Catchup> parse(String wire) {
    for (var catchup : values()) if (catchup.wire().equals(wire)) return Optional.of(catchup);
    return Optional.empty();
  }
}
