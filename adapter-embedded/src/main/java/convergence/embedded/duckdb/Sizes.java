package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.Column;
import convergence.warehouse.TableRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Estimates how many bytes columns hold, in BigQuery's measure (8 for a number, 2 and its bytes for a text): the
/// rows that a table has, and what texts and nested values of its first rows take on average.
final class Sizes {
  private static final int SAMPLE = 2_000;
  private final Catalog catalog;

  Sizes(Catalog catalog) {
    this.catalog = catalog;
  }

  /// Empty: a table is not there.
  OptionalLong of(Session session, Map<TableRef, Set<String>> columns) throws SQLException {
    long sum = 0;
    for (var table : columns.entrySet()) {
      var size = of(session, table.getKey(), table.getValue());
      if (size.isEmpty()) return size;
      sum += size.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private OptionalLong of(Session session, TableRef table, Set<String> names) throws SQLException {
    var stored = catalog.stored(table).orElse(null);
    if (stored == null) return OptionalLong.empty();
    // The system's views stand on tables with columns of the same names.
    if (stored.isView()) return of(session, below(stored, names));
    var used = new ArrayList<Column>();
    for (var column : stored.schema().columns()) if (isIn(names, column.name())) used.add(column);
    if (used.isEmpty()) return OptionalLong.of(0);
    String from = " FROM " + catalog.physical(table);
    double row = width(session, used, from);
    return OptionalLong.of(Math.round(session.number("SELECT COUNT(*)" + from) * row));
  }

  private static Map<TableRef, Set<String>> below(StoredTable view, Set<String> names) {
    var below = new HashMap<TableRef, Set<String>>();
    for (String table : view.reads().keySet()) {
      int dot = table.indexOf('.');
      below.put(TableRef.of(table.substring(0, dot), table.substring(dot + 1)), names);
    }
    return below;
  }

  private static boolean isIn(Set<String> wanted, String name) {
    return wanted.stream().anyMatch(name::equalsIgnoreCase);
  }

  private static double width(Session session, List<Column> columns, String from)
      throws SQLException {
    var parts = new ArrayList<String>();
    for (var column : columns) parts.add(bytes(column));
    Double width =
        session.first(
            "SELECT COALESCE(AVG(%s), 0) FROM (SELECT *%s LIMIT %d)"
                .formatted(String.join(" + ", parts), from, SAMPLE),
            List.of(),
            row -> row.getDouble(1));
    return width == null ? 0 : width;
  }

  private static String bytes(Column column) {
    String name = DuckTypes.quote(column.name());
    String text = "COALESCE(octet_length(encode(CAST(" + name + " AS VARCHAR))) + 2, 0)";
    if (column.repeated()) return text;
    return switch (column.type()) {
      case BOOL -> value(name, 1);
      case INT64, FLOAT64, DATE, DATETIME, TIME, TIMESTAMP -> value(name, 8);
      case NUMERIC, INTERVAL, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> value(name, 16);
      case BIGNUMERIC -> value(name, 32);
      case STRING, BYTES, JSON, GEOGRAPHY, STRUCT -> text;
    };
  }

  /// A NULL takes nothing.
  private static String value(String name, int bytes) {
    return "IF(" + name + " IS NULL, 0, " + bytes + ")";
  }
}
