package convergence.google.firestore;

import convergence.port.Key;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Lets the transactions of one process that lost a race for the same documents go one after the other. Between
/// processes the preconditions decide.
final class Stripes {
  private static final int COUNT = 256;
  private final ReentrantLock[] locks =
      IntStream.range(0, COUNT).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

  /// Runs it while nobody else of this process works on these documents. Stripes are taken in their order.
  <T> T alone(Set<Key> keys, Supplier<T> work) {
    var stripes =
        keys.stream().mapToInt(key -> Math.floorMod(key.hashCode(), COUNT)).distinct().sorted();
    var taken = stripes.mapToObj(stripe -> locks[stripe]).toList();
    taken.forEach(ReentrantLock::lock);
    try {
      return work.get();
    } finally {
      taken.reversed().forEach(ReentrantLock::unlock);
    }
  }
}
