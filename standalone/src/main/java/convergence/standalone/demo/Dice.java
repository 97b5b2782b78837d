package convergence.standalone.demo;

import java.util.List;

/// The same numbers for the same seed, on every machine and Java version (SplitMix64): not chance, but data.
final class Dice {
  private long state;

  Dice(long seed) {
    this.state = seed;
  }

  private long next() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /// From 0 to `bound` - 1.
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /// From `low` to `high`, both inclusive.
  long between(long low, long high) {
    return low + Long.remainderUnsigned(next(), high - low + 1);
  }

  boolean percent(int chance) {
    return below(100) < chance;
  }

  <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
