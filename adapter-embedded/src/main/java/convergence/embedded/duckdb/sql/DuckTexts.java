package convergence.embedded.duckdb.sql;

import convergence.embedded.duckdb.geography.GeographyFault;
import convergence.embedded.duckdb.geography.Wkt;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;

/// What DuckDB's driver gives as text, as BigQuery writes it.
public final class DuckTexts {
  private DuckTexts() {}

  /// @param duck `1 day 02:00:00`
  /// @return `0-0 1 2:0:0`
  public static String interval(String duck) {
    return Interval.ofDuckText(duck).canonical();
  }

  /// @param duck `[2024-01-01, infinity)`
  /// @return `[2024-01-01, UNBOUNDED)`
  public static String range(String duck) {
    return Ranges.shown(duck);
  }

  /// @param duck as [Wkt#hold] writes it
  /// @return its text as BigQuery shows it
  /// @throws SqlFault `unsupported` where that is not known
  public static String geography(String duck) {
    try {
      return Wkt.shown(Wkt.held(duck));
    } catch (GeographyFault e) {
      throw Unsupported.of(String.valueOf(e.getMessage()));
    }
  }

  /// DuckDB text that gives WKT.
  ///
  /// @param list `text` is a list of geographies
  public static String shownGeography(String text, boolean list) {
    return list
        ? "list_transform(" + text + ", lambda g: gs_geography_shown(g))"
        : "gs_geography_shown(" + text + ")";
  }

  /// DuckDB text that gives what a column of this type holds.
  ///
  /// @param text of texts as GoogleSQL writes them, a list where the column is one
  public static String held(Column column, String text) {
    String one =
        column.type() == SqlType.GEOGRAPHY
            ? "gs_geography_loaded(%s)"
            : "gs_parse_range('" + column.type().name() + "', %s)";
    return column.repeated()
        ? "list_transform(" + text + ", lambda h: " + one.formatted("h") + ")"
        : one.formatted(text);
  }

  /// @param text `0-0 1 2:0:0` or ISO 8601
  /// @return what DuckDB casts to its INTERVAL
  /// @throws IllegalArgumentException it is none
  public static String heldInterval(String text) {
    try {
      return Interval.parse(text).duckText();
    } catch (QueryError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// @param text WKT
  /// @throws IllegalArgumentException it is none, or none that is held here: what is loaded keeps its direction, so a
  ///     polygon that turns right would be all but its inside
  public static String heldGeography(String text) {
    try {
      var geography = Wkt.read(text);
      if (!geography.ordered())
        throw new IllegalArgumentException("a polygon that turns right is not loaded: " + text);
      return Wkt.hold(geography);
    } catch (GeographyFault e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// @param text `[2024-01-01, UNBOUNDED)`
  /// @return `[2024-01-01, infinity)`
  /// @throws IllegalArgumentException it is no such range
  public static String heldRange(SqlType type, String text) {
    try {
      return Ranges.held(type, text);
    } catch (QueryError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
