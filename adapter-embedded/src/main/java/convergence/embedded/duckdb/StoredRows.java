package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table's rows as one transaction sees them.
///
/// @param physical its name in DuckDB's SQL
/// @param numbered whether each row's number is its place, which holds until one is deleted: by their numbers rows
///     are found several times as fast as by LIMIT and OFFSET
record StoredRows(String physical, List<Column> columns, boolean numbered) {
  StoredRows {
    columns = List.copyOf(columns);
  }

  static StoredRows of(Session session, String physical, List<Column> columns, boolean view)
      throws SQLException {
    boolean hidden = view || SchemaRules.find(columns, "rowid").isPresent();
    return new StoredRows(physical, columns, !hidden && isNumbered(session, physical));
  }

  private static boolean isNumbered(Session session, String physical) throws SQLException {
    String sql = "SELECT count(*) = coalesce(max(rowid) + 1, 0) FROM " + physical;
    return Boolean.TRUE.equals(session.first(sql, List.of(), row -> row.getBoolean(1)));
  }

  /// In the order in which they came in.
  List<List<@Nullable Object>> read(Session session, Shelf.Slice slice) throws SQLException {
    var chosen = chosen(slice);
    return session.select(
        Values.readable(select(chosen, slice), chosen),
        List.of(),
        found -> {
          var rows = new ArrayList<List<@Nullable Object>>();
          while (found.next()) rows.add(Values.row(found, chosen));
          return rows;
        });
  }

  /// The same rows in Arrow's layout.
  ///
  /// @param most rows of one batch
  List<ArrowBatch> arrow(Session session, Shelf.Slice slice, int most) throws SQLException {
    var chosen = chosen(slice);
    return session.select(
        select(chosen, slice), List.of(), found -> ArrowCopy.all(found, chosen, most));
  }

  private List<Column> chosen(Shelf.Slice slice) {
    if (slice.columns().isEmpty()) return columns;
    return columns.stream().filter(column -> slice.columns().contains(column.name())).toList();
  }

  private String select(List<Column> chosen, Shelf.Slice slice) {
    String list =
        chosen.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    String from = "SELECT " + list + " FROM " + physical;
    if (slice.condition().isEmpty() && numbered)
      return "%s WHERE rowid >= %d AND rowid < %d"
          .formatted(from, slice.offset(), slice.offset() + slice.limit());
    String where = slice.condition().isEmpty() ? "" : " WHERE " + slice.condition();
    return "%s%s LIMIT %d OFFSET %d".formatted(from, where, slice.limit(), slice.offset());
  }
}
