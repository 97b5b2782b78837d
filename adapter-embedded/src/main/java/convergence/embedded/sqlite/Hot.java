package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Key;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The decided state, as far as it is in memory: everything that is not durable yet, and what was used
/// lately. What is not here is in the file, at its latest version.
final class Hot {
  private final ConcurrentHashMap<Key, Slot> slots = new ConcurrentHashMap<>();
  private final Function<Key, Optional<Document>> file;
  private final KnownKeys known;
  private final int capacity;

  /// Grows before anything is removed; written under the store's lock. Who read the file before may hold an older version than the one
  /// that was removed, and must read again.
  private volatile long removals;

  Hot(Function<Key, Optional<Document>> file, KnownKeys known, int capacity) {
    this.file = file;
    this.known = known;
    this.capacity = capacity;
  }

  /// The decided version, from memory or from the file.
  Slot read(Key key) {
    while (true) {
      var slot = slots.get(key);
      if (slot != null) {
        if (!slot.used) slot.used = true;
        return slot;
      }
      long before = removals;
      var loaded =
          new Slot(known.mayHold(key) ? file.apply(key).orElse(null) : null, Batch.DURABLE);
      // Atomic with removals of this key: a version that is older than a removed one never gets in.
      slot = slots.computeIfAbsent(key, _ -> removals == before ? loaded : null);
      if (slot != null) return slot;
    }
  }

  long removals() {
    return removals;
  }

  /// Keeps what was read from the file, unless a later version is known.
  ///
  /// @param before [#removals] from before it was read
  void offer(Key key, Document document, long before) {
    slots.computeIfAbsent(key, _ -> removals == before ? new Slot(document, Batch.DURABLE) : null);
  }

  /// The decided version if it is in memory.
  @Nullable Slot peek(Key key) {
    return slots.get(key);
  }

  boolean agrees(Map<Key, Slot> reads) {
    for (var read : reads.entrySet()) if (slots.get(read.getKey()) != read.getValue()) return false;
    return true;
  }

  /// Under the store's lock.
  void decide(Key key, Slot slot) {
    if (slot.document != null) known.add(key);
    slots.put(key, slot);
  }

  /// Forgets what a batch decided that could not be written. Under the store's lock.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void forget(Batch failed) {
    removals++;
    for (var key : failed.changes.keySet()) slots.remove(key);
  }

  boolean isFull() {
    return slots.size() > capacity;
  }

  /// Under the store's lock. Removes what is durable and was not used since the last sweep.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void sweep() {
    removals++;
    for (var entry : slots.entrySet()) {
      var slot = entry.getValue();
      if (slot.used) slot.used = false;
      else if (slot.batch.isDurable()) slots.remove(entry.getKey(), slot);
    }
  }
}
