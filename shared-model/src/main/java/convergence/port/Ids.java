package convergence.port;

import java.util.UUID;

/// Chance, handed in. The one source is [TimeAndChance].
public interface Ids {
  /// A UUID of version 7 (RFC 9562): what is made later sorts later, so that what is made together lies together in a
  /// store and a write touches few of its pages. Not a secret.
  UUID uuid();

  /// Unpredictable base62 text, for keys.
  String base62(int length);

  /// A number in [0, 1), for jitter.
  double fraction();
}
