package convergence.embedded.duckdb.sql;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Chance that can be repeated.
final class Dice {
  private final RandomGenerator random;

  Dice(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// @return 0 … n-1
  int of(int n) {
    return random.nextInt(n);
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  <T> T pick(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  final <T> T any(T... items) {
    return items[random.nextInt(items.length)];
  }

  long seed() {
    return random.nextLong();
  }
}
