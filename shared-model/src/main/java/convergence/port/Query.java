package convergence.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A look-up by a declared [Index], outside of transactions.
///
/// @param equal one value for each field of the index but the last, in order
/// @param from lowest value of the last field, inclusive; null: no bound
/// @param to highest value of the last field, exclusive; null: no bound
/// @param descending order by the last field, ties by id in the same direction
/// @param after start behind this (last field's value, id) of an earlier page; null: from the start
/// @param limit 1 to 1,000
public record Query(
    Index index,
    List<Object> equal,
    @Nullable Object from,
    @Nullable Object to,
    boolean descending,
    @Nullable Cursor after,
    int limit) {
  public Query {
    equal = List.copyOf(equal);
    if (equal.size() != index.fields().size() - 1)
      throw new IllegalArgumentException("one value for each field but the last of " + index);
    if (limit < 1 || limit > 1000) throw new IllegalArgumentException("limit: " + limit);
  }

  /// The same from another place on.
  Query behind(@Nullable Cursor place, int most) {
    return new Query(index, equal, from, to, descending, place, most);
  }

  /// The place of the last document of a page.
  public record Cursor(Object value, String id) {}

  /// A document that was found, with its place.
  public record Hit(Key key, Document document, Cursor cursor) {}
}
