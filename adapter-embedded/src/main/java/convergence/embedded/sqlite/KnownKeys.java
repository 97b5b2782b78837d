package convergence.embedded.sqlite;

import convergence.port.Key;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Says of most keys that were never written that they were not, without asking the file: nearly every
/// `create` is of a fresh key. A Bloom filter of four bits in one word; it never says no to a key that is
/// there. Until it was filled from the file it says maybe to all.
final class KnownKeys {
  private static final int BITS_PER_KEY = 16;

  private volatile Filter filter;

  /// While a larger filter is being filled, new keys go to both.
  private volatile @Nullable Filter next;

  private volatile boolean complete;

  KnownKeys(long capacity) {
    filter = new Filter(capacity);
  }

  boolean mayHold(Key key) {
    return !complete || filter.mayHold(hash(key.collection(), key.id()));
  }

  /// By one thread at a time.
  void add(Key key) {
    long hash = hash(key.collection(), key.id());
    filter.add(hash);
    var larger = next;
    if (larger != null) larger.add(hash);
  }

  /// True when so many keys were added that it says maybe too often.
  boolean isFull() {
    return filter.added > filter.capacity;
  }

  /// From here on new keys are also kept for [#filled].
  Filling fill() {
    var larger = new Filter(complete ? 2 * filter.capacity : filter.capacity);
    next = larger;
    return (collection, id) -> larger.add(hash(collection, id));
  }

  /// All keys of the file went into the filling.
  void filled() {
    var larger = next;
    if (larger == null) return;
    filter = larger;
    next = null;
    complete = true;
  }

  private static long hash(String collection, String id) {
    long h = collection.hashCode() * 0x9E3779B97F4A7C15L + id.hashCode();
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }

  interface Filling {
    void add(String collection, String id);
  }

  private static final class Filter {
    final long capacity;
    private final AtomicLongArray words;

    /// Roughly: written without a lock by one or two threads, read by any.
    volatile long added;

    Filter(long capacity) {
      this.capacity = capacity;
      this.words = new AtomicLongArray((int) Math.min(1 << 28, capacity * BITS_PER_KEY / 64 + 1));
    }

    private int word(long hash) {
      return (int) Long.remainderUnsigned(hash >>> 24, words.length());
    }

    private static long bits(long hash) {
      return 1L << hash | 1L << (hash >> 6) | 1L << (hash >> 12) | 1L << (hash >> 18);
    }

    boolean mayHold(long hash) {
      long bits = bits(hash);
      return (words.get(word(hash)) & bits) == bits;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void add(long hash) {
      words.accumulateAndGet(word(hash), bits(hash), (a, b) -> a | b);
      added++;
    }
  }
}
