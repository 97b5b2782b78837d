package convergence.embedded.duckdb;

import convergence.warehouse.SqlType;
import java.util.Arrays;

/// The parameters of types: `(10, 2)` of NUMERIC, `(20)` of STRING; empty: as much as the type holds.
final class TypeParameters {
  private TypeParameters() {}

  /// Whether all that fitted still fits.
  static boolean widen(SqlType type, String before, String after) {
    if (after.isEmpty()) return true;
    if (before.isEmpty()) return false;
    int[] from = numbers(before);
    int[] to = numbers(after);
    return switch (type) {
      case NUMERIC, BIGNUMERIC ->
          scale(to) >= scale(from) && to[0] - scale(to) >= from[0] - scale(from);
      default -> to[0] >= from[0];
    };
  }

  private static int scale(int[] parameters) {
    return parameters.length > 1 ? parameters[1] : 0;
  }

  private static int[] numbers(String parameters) {
    return Arrays.stream(parameters.replaceAll("[() ]", "").split(",", -1))
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
