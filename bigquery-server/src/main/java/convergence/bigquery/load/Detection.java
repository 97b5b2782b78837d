package convergence.bigquery.load;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.bigquery.rows.Texts;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Columns guessed from the first rows of a file, as `autodetect` asks.
final class Detection {
  private static final int SAMPLE = 500;
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?(inf|infinity|nan)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}");
  private static final Pattern TIME = Pattern.compile("\\d{1,2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}[T ]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?.*");
  private static final Pattern NO_NAME = Pattern.compile("[^\\p{L}\\p{N}_]");

  /// @param skip lines before the first record
  record Csv(List<Column> columns, int skip) {}

  private Detection() {}

  static Csv csv(Path file, CsvDialect dialect, boolean skipGiven) throws IOException {
    var records = new ArrayList<List<String>>();
    try (var in = CsvRows.reader(file, dialect)) {
      for (int i = 0; i < dialect.skip() - 1 && in.readLine() != null; i++) {}
      var parser = new CsvParser(in, dialect);
      for (var fields = parser.record();
          fields != null && records.size() < SAMPLE;
          fields = parser.record())
        records.add(fields.stream().map(CsvParser.Field::text).toList());
    }
    if (records.isEmpty()) return new Csv(List.of(), 0);
    var first = records.getFirst();
    // The last line that is skipped is the header; without skipping, a line of text alone over
    // others is one.
    boolean header = skipGiven ? dialect.skip() > 0 : isHeader(records);
    var body = header ? records.subList(1, records.size()) : records;
    var columns = new ArrayList<Column>();
    for (int i = 0; i < first.size(); i++) {
      var type = type(body, i, dialect);
      String name =
          header ? name(first.get(i), i) : type.name().toLowerCase(Locale.ROOT) + "_field_" + i;
      columns.add(Column.of(name, type));
    }
    return new Csv(columns, skipGiven ? dialect.skip() : header ? 1 : 0);
  }

  private static boolean isHeader(List<List<String>> records) {
    if (records.size() < 2) return false;
    var first = records.getFirst();
    if (!first.stream().allMatch(text -> scalar(text) == SqlType.STRING && !text.isBlank()))
      return false;
    for (int i = 0; i < first.size(); i++) {
      int at = i;
      if (records.subList(1, records.size()).stream()
          .anyMatch(
              record ->
                  at < record.size()
                      && !record.get(at).isEmpty()
                      && scalar(record.get(at)) != SqlType.STRING)) return true;
    }
    return false;
  }

  private static String name(String text, int index) {
    String plain = NO_NAME.matcher(text.strip()).replaceAll("_");
    if (plain.isEmpty()) return "string_field_" + index;
    return Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }

  private static SqlType type(List<List<String>> records, int index, CsvDialect dialect) {
    SqlType type = null;
    for (var record : records) {
      if (index >= record.size()
          || dialect.nulls().contains(record.get(index))
          || record.get(index).isEmpty()) continue;
      type = wider(type, scalar(record.get(index)));
    }
    return type == null ? SqlType.STRING : type;
  }

  private static SqlType scalar(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) return SqlType.BOOL;
    if (INTEGER.matcher(text).matches()) return SqlType.INT64;
    if (FLOAT.matcher(text).matches()) return SqlType.FLOAT64;
    if (DATE.matcher(text).matches() && fits(SqlType.DATE, text)) return SqlType.DATE;
    if (TIME.matcher(text).matches() && fits(SqlType.TIME, text)) return SqlType.TIME;
    if (MOMENT.matcher(text).matches()) {
      if (text.contains("T") && fits(SqlType.DATETIME, text)) return SqlType.DATETIME;
      if (fits(SqlType.TIMESTAMP, text)) return SqlType.TIMESTAMP;
    }
    return SqlType.STRING;
  }

  private static boolean fits(SqlType type, String text) {
    try {
      return Texts.value(type, text) != null;
    } catch (Texts.BadText _) {
      return false;
    }
  }

  private static SqlType wider(@Nullable SqlType one, SqlType other) {
    if (one == null || one == other) return other;
    if ((one == SqlType.INT64 && other == SqlType.FLOAT64)
        || (one == SqlType.FLOAT64 && other == SqlType.INT64)) return SqlType.FLOAT64;
    if ((one == SqlType.DATE && other == SqlType.TIMESTAMP)
        || (one == SqlType.TIMESTAMP && other == SqlType.DATE)) return SqlType.TIMESTAMP;
    return SqlType.STRING;
  }

  static List<Column> ndjson(Path file) throws IOException {
    var seen = new LinkedHashMap<String, Column>();
    try (var in = NdjsonRows.reader(file)) {
      int rows = 0;
      for (String line = in.readLine(); line != null && rows < SAMPLE; line = in.readLine()) {
        if (line.isBlank()) continue;
        rows++;
        fields(NdjsonRows.node(line), seen);
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw convergence.bigquery.http.ApiException.invalid(
          "Error while reading data, error message: JSON parsing error: " + e.getOriginalMessage());
    }
    return List.copyOf(seen.values());
  }

  private static void fields(JsonNode object, Map<String, Column> seen) {
    for (var property : object.properties()) {
      String name = name(property.getKey(), 0);
      var found = column(name, property.getValue(), seen.get(name));
      if (found != null) seen.put(name, found);
    }
  }

  private static @Nullable Column column(String name, JsonNode node, @Nullable Column before) {
    if (node.isNull()) return before;
    if (!node.isArray()) return one(name, node, before, before != null && before.repeated());
    var column = before;
    for (var element : node) {
      if (element.isNull()) continue;
      column = one(name, element, column, true);
    }
    return column;
  }

  private static Column one(String name, JsonNode node, @Nullable Column before, boolean repeated) {
    if (node.isObject()) {
      var fields = new LinkedHashMap<String, Column>();
      if (before != null) for (var field : before.fields()) fields.put(field.name(), field);
      fields(node, fields);
      if (fields.isEmpty()) return new Column(name, SqlType.JSON, repeated, false, List.of(), "");
      return new Column(name, SqlType.STRUCT, repeated, false, List.copyOf(fields.values()), "");
    }
    var type =
        wider(
            before == null || before.type() == SqlType.STRUCT ? null : before.type(), scalar(node));
    return new Column(name, type, repeated, false, List.of(), "");
  }

  private static SqlType scalar(JsonNode node) {
    if (node.isBoolean()) return SqlType.BOOL;
    if (node.isIntegralNumber()) return SqlType.INT64;
    if (node.isNumber()) return SqlType.FLOAT64;
    return scalar(node.asText());
  }
}
