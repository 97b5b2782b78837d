package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The decimals of a file's columns, as BigQuery takes them: as the first type of a list that holds
/// their precision and scale, else as the widest, if their values fit.
final class Decimals {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");

  private Decimals() {}

  /// @param found the columns of the scan, in its order
  /// @throws SqlError a value does not fit the type that its column gets
  static List<Column> typed(Session session, String scan, List<Column> found, List<SqlType> allowed)
      throws SQLException {
    var types =
        session.select(
            "DESCRIBE SELECT * FROM " + scan,
            List.of(),
            rows -> {
              var all = new ArrayList<String>();
              while (rows.next()) all.add(rows.getString(2));
              return all;
            });
    var columns = new ArrayList<>(found);
    for (int i = 0; i < types.size(); i++) {
      var decimal = DECIMAL.matcher(types.get(i));
      if (!decimal.matches()) continue;
      int scale = Integer.parseInt(decimal.group(2));
      var type = type(Integer.parseInt(decimal.group(1)) - scale, scale, allowed);
      var column = Column.of(found.get(i).name(), type);
      if (type == SqlType.NUMERIC && scale > 9) check(session, scan, column);
      columns.set(i, column);
    }
    return columns;
  }

  /// DuckDB reads decimals of more than 38 digits as floating-point numbers, which are others.
  ///
  /// @param files as a list of SQL
  static void checkWidths(Session session, String files) throws SQLException {
    long wide =
        session.number("SELECT count(*) FROM parquet_schema(" + files + ") WHERE precision > 38");
    if (wide > 0) throw SqlErrors.of(DuckTypes.tooWide());
  }

  /// @param whole digits before the point
  private static SqlType type(int whole, int scale, List<SqlType> allowed) {
    return allowed.stream()
        .filter(type -> holds(type, whole, scale))
        .findFirst()
        .or(() -> allowed.stream().max(Comparator.comparing(Decimals::width)))
        .orElse(SqlType.NUMERIC);
  }

  private static boolean holds(SqlType type, int whole, int scale) {
    return switch (type) {
      case NUMERIC -> whole <= 29 && scale <= 9;
      case BIGNUMERIC -> whole <= 38 && scale <= 38;
      default -> true;
    };
  }

  private static int width(SqlType type) {
    return type == SqlType.NUMERIC ? 0 : type == SqlType.BIGNUMERIC ? 1 : 2;
  }

  private static void check(Session session, String scan, Column column) throws SQLException {
    String name = quote(column.name());
    String lost =
        "SELECT count(*) FROM %s WHERE TRY_CAST(%s AS DECIMAL(38, 9)) IS DISTINCT FROM %s"
            .formatted(scan, name, name);
    if (session.number(lost) > 0)
      throw new SqlError(
          SqlError.Reason.INVALID,
          "Error while reading data, error message: a value of column "
              + column.name()
              + " is out of valid NUMERIC range");
  }
}
