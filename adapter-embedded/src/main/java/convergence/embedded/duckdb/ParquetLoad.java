package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Parquet: columns go by name, and by type as the file has it or as the schema wants it.
final class ParquetLoad {
  private final Session session;
  private final LoadFile file;

  ParquetLoad(Session session, LoadFile file) {
    this.session = session;
    this.file = file;
  }

  Source source(@Nullable List<Column> declared) throws SQLException {
    String scan = "read_parquet(" + file.literal() + ")";
    var names = names(scan);
    var columns = declared == null ? Inference.describe(session, scan) : declared;
    String list =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    select(
                        columns.get(i),
                        declared == null ? names.get(i) : named(names, columns.get(i))))
            .collect(Collectors.joining(", "));
    return new Source("SELECT " + list + " FROM " + scan, List.of(), columns, file.bytes());
  }

  private List<String> names(String scan) throws SQLException {
    try {
      return session.select(
          "DESCRIBE SELECT * FROM " + scan,
          List.of(),
          rows -> {
            var names = new ArrayList<String>();
            while (rows.next()) names.add(rows.getString(1));
            return names;
          });
    } catch (SQLException e) {
      throw String.valueOf(e.getMessage()).contains("magic bytes")
          ? Faults.data(file.shown() + " is no Parquet file")
          : session.fault(e);
    }
  }

  private String named(List<String> names, Column column) {
    return names.stream()
        .filter(name -> name.equalsIgnoreCase(column.name()))
        .findFirst()
        .orElseThrow(() -> Faults.data(file.shown() + " has no column `" + column.name() + "`"));
  }

  /// Not as its text.
  private static boolean isHeldOtherwise(Column column) {
    return column.type() == SqlType.GEOGRAPHY || column.type().bound() != null;
  }

  private static boolean holdsOthers(Column column) {
    return isHeldOtherwise(column) || column.fields().stream().anyMatch(ParquetLoad::holdsOthers);
  }

  private static String select(Column column, String name) {
    if (isHeldOtherwise(column))
      return DuckTexts.held(column, quote(name)) + " AS " + quote(column.name());
    if (column.fields().stream().anyMatch(ParquetLoad::holdsOthers))
      throw Faults.data("a RANGE or GEOGRAPHY within `" + column.name() + "` is not read");
    return "CAST(%s AS %s) AS %s"
        .formatted(quote(name), DuckTypes.of(column), quote(column.name()));
  }
}
