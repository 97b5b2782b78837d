package convergence.gateway;

import java.util.List;
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
}
