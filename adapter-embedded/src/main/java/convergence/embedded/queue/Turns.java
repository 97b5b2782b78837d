package convergence.embedded.queue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.TreeMap;

/// What waits for a permit, by whose it is. The next permit goes to whoever holds the fewest; among those to the
/// one that has had its turn longest ago. One's own things keep their order. Thread-safe.
final class Turns<T> {
  private final Map<String, Lane<T>> lanes = new HashMap<>();

  /// Lanes in which something waits, by how many permits they hold; each set in the order of its turns.
  private final TreeMap<Integer, LinkedHashSet<Lane<T>>> waiting = new TreeMap<>();

  synchronized void add(String owner, T thing) {
    var lane = lanes.computeIfAbsent(owner, Lane::new);
    lane.things.add(thing);
    if (lane.things.size() == 1) line(lane);
  }

  /// What gets a permit now. Its owner holds one more until [#returned].
  ///
  /// @throws NoSuchElementException nothing waits
  synchronized T take() {
    if (waiting.isEmpty()) throw new NoSuchElementException("nothing waits");
    var lane = waiting.firstEntry().getValue().getFirst();
    leave(lane);
    T thing = lane.things.remove();
    lane.held++;
    if (!lane.things.isEmpty()) line(lane);
    return thing;
  }

  /// The owner gave a permit back.
  synchronized void returned(String owner) {
    var lane = lanes.get(owner);
    if (lane == null) throw new IllegalStateException(owner + " holds no permit");
    boolean waits = !lane.things.isEmpty();
    if (waits) leave(lane);
    lane.held--;
    if (waits) line(lane);
    else if (lane.held == 0) lanes.remove(owner);
  }

  private void line(Lane<T> lane) {
    waiting.computeIfAbsent(lane.held, _ -> new LinkedHashSet<>()).add(lane);
  }

  private void leave(Lane<T> lane) {
    var same = waiting.get(lane.held);
    if (same == null) throw new IllegalStateException(lane.owner + " does not wait");
    same.remove(lane);
    if (same.isEmpty()) waiting.remove(lane.held);
  }

  /// One owner's. Only under the lock; equal by identity.
  private static final class Lane<T> {
    final String owner;
    final Queue<T> things = new ArrayDeque<>();
    int held;

    Lane(String owner) {
      this.owner = owner;
    }
  }
}
