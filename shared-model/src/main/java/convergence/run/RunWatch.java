package convergence.run;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Wakes callers that wait in this process for the end of a run. A hint only: a run that ended in another
/// process wakes nobody here, so waiters also look at the ledger now and then.
@Singleton
public final class RunWatch {
  private final Map<RunId, CountDownLatch> waiting = new ConcurrentHashMap<>();

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
