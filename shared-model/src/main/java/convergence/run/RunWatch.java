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
  private final Map<RunId, CountDownLatch> waiting = new ConcurrentHashMap<>();

  private final List<Consumer<RunId>> cancelListeners = new CopyOnWriteArrayList<>();

  /// Tells of every cancel request that this process takes: a worker here need not wait for its next
  /// look at the ledger.
  public void onCancel(Consumer<RunId> listener) {
    cancelListeners.add(listener);
  }

  /// A running run was asked to stop.
  void cancelling(RunId id) {
    cancelListeners.forEach(listener -> listener.accept(id));
  }

  /// A latch that opens when the run ends in this process. Look at the ledger after taking it.
  CountDownLatch latch(RunId id) {
    return waiting.computeIfAbsent(id, _ -> new CountDownLatch(1));
  }

  /// Nobody here waits for it any more, or it has ended.
  void ended(RunId id) {
    var latch = waiting.remove(id);
    if (latch != null) latch.countDown();
  }
}
