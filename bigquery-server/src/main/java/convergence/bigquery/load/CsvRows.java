package convergence.bigquery.load;

import convergence.bigquery.rows.Texts;
import convergence.warehouse.Column;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// CSV files, columns by position.
final class CsvRows implements RowSource {
  private final List<Path> files;
  private final CsvDialect dialect;
  private final List<Column> columns;
  private final boolean ignoreUnknown;
  private final BadRecords bad;

  CsvRows(
      List<Path> files,
      CsvDialect dialect,
      List<Column> columns,
      boolean ignoreUnknown,
      BadRecords bad) {
    this.files = files;
    this.dialect = dialect;
    this.columns = columns;
    this.ignoreUnknown = ignoreUnknown;
    this.bad = bad;
  }

  static BufferedReader reader(Path file, CsvDialect dialect) throws IOException {
    return new BufferedReader(new InputStreamReader(Inputs.open(file), dialect.charset()), 1 << 16);
  }

  @Override
  public void read(Sink sink) throws IOException {
    for (Path file : files)
      try (var in = reader(file, dialect)) {
        for (int i = 0; i < dialect.skip() && in.readLine() != null; i++) {}
        read(new CsvParser(in, dialect), sink);
      }
  }

  private void read(CsvParser parser, Sink sink) throws IOException {
    while (true) {
      long line = parser.line() + dialect.skip();
      try {
        var fields = parser.record();
        if (fields == null) return;
        // An empty line is no record, unless one empty column is all that there is.
        if (fields.size() == 1 && columns.size() > 1 && fields.getFirst().text().isEmpty())
          continue;
        bad.row();
        var row = row(fields, line);
        if (row != null) sink.row(row);
      } catch (CsvParser.Broken e) {
        bad.row();
        bad.bad(e.getMessage() + "; line_number: " + line);
      }
    }
  }

  /// @return null: it was left out
  private @Nullable List<@Nullable Object> row(List<CsvParser.Field> fields, long line) {
    if (fields.size() > columns.size() && !ignoreUnknown) {
      bad.bad(
          "Too many values in line. Found "
              + fields.size()
              + " column(s) while expected "
              + columns.size()
              + "; line_number: "
              + line);
      return null;
    }
    if (fields.size() < columns.size() && !dialect.jagged()) {
      bad.bad(
          "CSV table references column position "
              + fields.size()
              + ", but line contains only "
              + fields.size()
              + " columns.; line_number: "
              + line);
      return null;
    }
    var row = new ArrayList<@Nullable Object>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      try {
        var value = i < fields.size() ? value(column, fields.get(i)) : null;
        if (value == null && column.required()) {
          bad.bad("Missing required field: " + column.name() + "; line_number: " + line);
          return null;
        }
        row.add(value);
      } catch (Texts.BadText _) {
        bad.bad(
            "Could not parse '%s' as %s for field %s (position %d) starting at location with message 'Unable to parse'; line_number: %d"
                .formatted(fields.get(i).text(), column.type(), column.name(), i, line));
        return null;
      }
    }
    return row;
  }

  private @Nullable Object value(Column column, CsvParser.Field field) {
    if (column.repeated())
      throw convergence.bigquery.http.ApiException.invalid(
          "Field " + column.name() + ": CSV does not support REPEATED fields");
    boolean text =
        column.type() == convergence.warehouse.SqlType.STRING
            || column.type() == convergence.warehouse.SqlType.BYTES;
    if (!field.quoted() && dialect.nulls().contains(field.text())) return null;
    // Text may be empty; nothing else can be.
    if (field.text().isEmpty() && !text) return null;
    return Texts.value(column.type(), field.text());
  }
}
