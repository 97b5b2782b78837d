package convergence.worker;

import convergence.run.RunId;
import convergence.run.RunWatch;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The runs that this worker holds now.
@Singleton
final class LiveRuns {
  private final Map<RunId, LiveRun> runs = new ConcurrentHashMap<>();

  LiveRuns(RunWatch watch) {
    watch.onCancel(
        id -> {
          var live = runs.get(id);
          if (live != null) live.cancel();
        });
  }

  void add(LiveRun live) {
    runs.put(live.id(), live);
  }

  /// Forgets this life of the run; a later claim of the same run by this worker stays.
  void remove(LiveRun live) {
    runs.remove(live.id(), live);
  }

  Collection<LiveRun> all() {
    return runs.values();
  }
}
