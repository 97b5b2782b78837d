package convergence.port;

import java.util.UUID;

/// Chance, handed in. The one source is [TimeAndChance].
public interface Ids {
  UUID uuid();

  /// Unpredictable base62 text, for keys.
  String base62(int length);

  /// A number in [0, 1), for jitter.
  double fraction();
}
