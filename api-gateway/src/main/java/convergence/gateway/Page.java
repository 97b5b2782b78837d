package convergence.gateway;

import convergence.port.Query;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one shape of every list.
///
/// @param nextCursor send it as `cursor` to go on; null: this was the last page
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, null);
  }

  /// A page of hits of which one more than wanted was asked for.
  static <T> Page<T> of(List<Query.Hit> hits, int wanted, Function<Query.Hit, T> read) {
    var shown = hits.subList(0, Math.min(wanted, hits.size()));
    return new Page<>(
        shown.stream().map(read).toList(),
        hits.size() > wanted ? PlaceCursor.write(shown.getLast().cursor()) : null);
  }
}
