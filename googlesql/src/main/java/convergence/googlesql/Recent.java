package convergence.googlesql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The answers that were used last, at most so many. Thread-safe.
public final class Recent<K, V> {
  private final Map<K, V> answers;

  public Recent(int most) {
    answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  public synchronized Optional<V> find(K key) {
    return Optional.ofNullable(answers.get(key));
  }

  public synchronized void keep(K key, V answer) {
    answers.put(key, answer);
  }
}
