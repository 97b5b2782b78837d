package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.literal;
import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.Job;
import convergence.warehouse.SchemaRules;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// CSV: every field comes in as text, then [CsvCast] makes it a value. Only an unquoted field that equals
/// the null marker is NULL; a quoted one is that text, and with a marker of its own an empty field is the
/// empty string. Columns go by position, as in BigQuery; a header that names them in another order is refused.
final class CsvLoad {
  private static final String RAW = "temp.main.csv";
  private static final Pattern WHERE =
      Pattern.compile(
          "CSV Error on Line: (\\d+)\\s*(?:Original Line:.*?\\R)?([^\\n]*)", Pattern.DOTALL);
  private final Session session;
  private final LoadFile file;
  private final Job.FileFormat format;

  CsvLoad(Session session, LoadFile file, Job.FileFormat format) {
    this.session = session;
    this.file = file;
    this.format = format;
  }

  Source source(@Nullable List<Column> declared) throws SQLException {
    if (format.delimiter().isEmpty() || format.delimiter().length() > 4)
      throw new Fault.Permanent("sql_invalid", "a CSV delimiter has one to four characters");
    var columns = declared == null ? inferred() : declared;
    for (var column : columns)
      if (column.repeated() || !CsvCast.known(column.type()))
        throw Faults.unsupported(
            "column `"
                + column.name()
                + "` is "
                + SchemaRules.type(column)
                + ", which CSV cannot hold");
    if (declared != null && format.header()) checkHeader(declared);
    read(columns);
    checkValues(columns);
    String list =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    CsvCast.of(raw(i), columns.get(i).type())
                        + " AS "
                        + quote(columns.get(i).name()))
            .collect(Collectors.joining(", "));
    return new Source(
        "SELECT " + list + " FROM " + RAW + " ORDER BY n", List.of(), columns, file.bytes());
  }

  private void read(List<Column> columns) throws SQLException {
    String fields =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
            .collect(Collectors.joining(", ", "{", "}"));
    String sql =
        "AS SELECT row_number() OVER () AS n, * FROM read_csv(%s, %s, auto_detect = false, columns = %s)"
            .formatted(file.literal(), dialect(), fields);
    try {
      String _ = session.temporary("csv", sql, List.of());
    } catch (SQLException e) {
      throw malformed(e);
    }
  }

  private String dialect() {
    return "delim = %s, quote = '\"', escape = '\"', header = %s, nullstr = %s, allow_quoted_nulls = false"
        .formatted(literal(format.delimiter()), format.header(), literal(format.nullMarker()));
  }

  private Fault malformed(SQLException e) {
    Matcher said = WHERE.matcher(String.valueOf(e.getMessage()));
    if (!said.find()) return session.fault(e);
    String reason = said.group(2).strip();
    return Faults.data(
        file.shown() + " line " + line(Long.parseLong(said.group(1))) + ": " + reason);
  }

  private List<Column> inferred() throws SQLException {
    try {
      var found =
          Inference.describe(
              session, "read_csv(%s, %s, sample_size = -1)".formatted(file.literal(), dialect()));
      var columns = new ArrayList<Column>();
      for (int i = 0; i < found.size(); i++) {
        var column = found.get(i);
        columns.add(
            format.header()
                ? column
                : Column.of(
                    column.type().name().toLowerCase(Locale.ROOT) + "_field_" + i, column.type()));
      }
      return columns;
    } catch (SQLException e) {
      throw malformed(e);
    }
  }

  private void checkHeader(List<Column> columns) throws SQLException {
    var header = header();
    for (int i = 0; i < Math.min(header.size(), columns.size()); i++) {
      String said = header.get(i);
      if (!said.equalsIgnoreCase(columns.get(i).name())
          && SchemaRules.find(columns, said).isPresent())
        throw Faults.data(
            "%s line 1: column %d is `%s`, the schema says `%s`; put the schema in the file's order"
                .formatted(file.shown(), i + 1, said, columns.get(i).name()));
    }
  }

  private List<String> header() throws SQLException {
    String sql =
        "SELECT * FROM read_csv(%s, delim = %s, quote = '\"', escape = '\"', header = false, all_varchar = true, null_padding = true, parallel = false) LIMIT 1"
            .formatted(file.literal(), literal(format.delimiter()));
    try {
      return session.select(
          sql,
          List.of(),
          row -> {
            var names = new ArrayList<String>();
            int count = row.next() ? row.getMetaData().getColumnCount() : 0;
            for (int i = 1; i <= count; i++) names.add(String.valueOf(row.getString(i)));
            return names;
          });
    } catch (SQLException e) {
      throw malformed(e);
    }
  }

  /// One scan for all columns; only when it finds something, the place is looked up.
  private void checkValues(List<Column> columns) throws SQLException {
    String bad =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "min(n) FILTER (WHERE " + unfit(i, columns.get(i)) + ")")
            .collect(Collectors.joining(", "));
    session.select(
        "SELECT " + bad + " FROM " + RAW,
        List.of(),
        row -> {
          row.next();
          int worst = -1;
          long first = Long.MAX_VALUE;
          for (int i = 0; i < columns.size(); i++) {
            long n = row.getLong(i + 1);
            if (!row.wasNull() && n < first) {
              first = n;
              worst = i;
            }
          }
          if (worst >= 0) throw unfit(first, worst, columns.get(worst));
          return first;
        });
  }

  private static String unfit(int index, Column column) {
    String fits = CsvCast.of(raw(index), column.type());
    return column.required()
        ? "(" + fits + ") IS NULL"
        : raw(index) + " IS NOT NULL AND (" + fits + ") IS NULL";
  }

  private Fault unfit(long row, int index, Column column) throws SQLException {
    String value =
        session.first(
            "SELECT " + raw(index) + " FROM " + RAW + " WHERE n = " + row,
            List.of(),
            found -> found.getString(1));
    long line = line(row + (format.header() ? 1 : 0));
    return Faults.data(
        "%s line %d, column `%s`: %s"
            .formatted(
                file.shown(),
                line,
                column.name(),
                value == null
                    ? "a required value is missing"
                    : "'" + shortened(value) + "' is not " + column.type()));
  }

  private static String shortened(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "…";
  }

  /// The line on which a record begins: quoted fields may hold line ends.
  private long line(long record) {
    try (InputStream in = file.open()) {
      long line = 1;
      long records = 1;
      boolean quoted = false;
      for (int c = in.read(); c >= 0 && records < record; c = in.read()) {
        if (c == '"') quoted = !quoted;
        if (c != '\n') continue;
        line++;
        if (!quoted) records++;
      }
      return line;
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private static String raw(int index) {
    return "c" + index;
  }
}
