package convergence.run;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Wakes callers that wait in this process for the end of a run. A hint only: a run that ended in another
/// process wakes nobody here, so waiters also look at the ledger now and then.
@Singleton
public final class RunWatch {
  private final Map<RunId, Waiting> waiting = new ConcurrentHashMap<>();

  private final List<Consumer<RunId>> cancelListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<Run>> endListeners = new CopyOnWriteArrayList<>();

  /// @param callers that share the latch
  private record Waiting(CountDownLatch latch, int callers) {}

  /// Tells of every cancel request that this process takes: a worker here need not wait for its next
  /// look at the ledger.
  public void onCancel(Consumer<RunId> listener) {
    cancelListeners.add(listener);
  }

  /// A running run was asked to stop.
  void cancelling(RunId id) {
    cancelListeners.forEach(listener -> listener.accept(id));
  }

  /// Tells of every run that ends in this process, once, on the thread that ends it.
  public void onEnd(Consumer<Run> listener) {
    endListeners.add(listener);
  }

  /// A latch that opens when the run ends in this process. Look at the ledger after taking it, and give it
  /// back with [#leave].
  CountDownLatch latch(RunId id) {
    return waiting
        .compute(
            id,
            (_, there) ->
                there == null
                    ? new Waiting(new CountDownLatch(1), 1)
                    : new Waiting(there.latch(), there.callers() + 1))
        .latch();
  }

  /// A caller waits no longer; the last one takes the latch away.
  void leave(RunId id, CountDownLatch latch) {
    waiting.computeIfPresent(
        id,
        (_, there) ->
            there.latch() != latch
                ? there
                : there.callers() == 1 ? null : new Waiting(latch, there.callers() - 1));
  }

  /// It has ended: everybody who waits looks again.
  void ended(RunId id) {
    var there = waiting.remove(id);
    if (there != null) there.latch().countDown();
  }

  /// It has just ended, and its end is durable.
  void over(Run run) {
    endListeners.forEach(listener -> listener.accept(run));
  }

  /// How many runs somebody waits for.
  int waitedFor() {
    return waiting.size();
  }
}
