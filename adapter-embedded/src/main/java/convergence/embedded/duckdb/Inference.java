package convergence.embedded.duckdb;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// DuckDB's idea of a file's columns → GoogleSQL's. Reads the type names that DESCRIBE gives, such as
/// `STRUCT(a BIGINT[], "b c" VARCHAR)[]`.
final class Inference {
  private final String text;
  private int at;

  private Inference(String text) {
    this.text = text;
  }

  /// @param scan a table function's call
  static List<Column> describe(Session session, String scan) throws SQLException {
    return session.select(
        "DESCRIBE SELECT * FROM " + scan,
        List.of(),
        rows -> {
          var columns = new ArrayList<Column>();
          var taken = new HashSet<String>();
          while (rows.next())
            columns.add(column(free(rows.getString(1), taken), rows.getString(2)));
          return columns;
        });
  }

  static Column column(String name, String type) {
    return new Inference(type).type(name);
  }

  /// Letters, digits and `_`, not beginning with a digit, once: what BigQuery takes for a column's name.
  private static String free(String name, Set<String> taken) {
    String plain = name.strip().replaceAll("[^\\p{L}\\p{N}_]", "_");
    if (plain.isEmpty() || Character.isDigit(plain.charAt(0))) plain = "_" + plain;
    String free = plain;
    for (int i = 1; !taken.add(free.toLowerCase(Locale.ROOT)); i++) free = plain + "_" + i;
    return free;
  }

  private Column type(String name) {
    var column = base(name);
    while (at < text.length() && text.charAt(at) == '[') {
      if (column.repeated())
        throw Faults.unsupported(
            "column `" + name + "` is an array of arrays, which no table holds");
      at = text.indexOf(']', at) + 1;
      column = new Column(name, column.type(), true, false, column.fields(), "");
    }
    return column;
  }

  private Column base(String name) {
    if (text.startsWith("STRUCT(", at)) return struct(name);
    int from = at;
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '(') depth++;
      if (depth == 0 && (c == ',' || c == ')' || c == '[')) break;
      if (c == ')') depth--;
      at++;
    }
    return Column.of(name, scalar(name, text.substring(from, at)));
  }

  private Column struct(String name) {
    at += "STRUCT(".length();
    var fields = new ArrayList<Column>();
    while (text.charAt(at) != ')') {
      if (text.charAt(at) == ',') at += 2;
      String field = fieldName();
      at++;
      fields.add(type(field));
    }
    at++;
    return new Column(name, SqlType.STRUCT, false, false, fields, "");
  }

  private String fieldName() {
    if (text.charAt(at) != '"') {
      int from = at;
      at = text.indexOf(' ', at);
      return text.substring(from, at);
    }
    var name = new StringBuilder();
    for (at++; ; at++) {
      if (text.charAt(at) == '"' && text.charAt(++at) != '"') return name.toString();
      name.append(text.charAt(at));
    }
  }

  private static SqlType scalar(String name, String type) {
    return switch (type.contains("(") ? type.substring(0, type.indexOf('(')) : type) {
      case "BOOLEAN" -> SqlType.BOOL;
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
          SqlType.INT64;
      case "UBIGINT", "HUGEINT", "UHUGEINT", "DECIMAL", "BIGNUM" -> SqlType.NUMERIC;
      case "FLOAT", "DOUBLE" -> SqlType.FLOAT64;
      case "DATE" -> SqlType.DATE;
      case "TIME" -> SqlType.TIME;
      case "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S", "TIMESTAMP WITH TIME ZONE" ->
          SqlType.TIMESTAMP;
      case "BLOB" -> SqlType.BYTES;
      case "JSON", "MAP" -> SqlType.JSON;
      case "VARCHAR", "UUID", "NULL", "\"NULL\"", "ENUM", "INTERVAL" -> SqlType.STRING;
      default ->
          throw Faults.unsupported("column `" + name + "` is " + type + ", which no table holds");
    };
  }
}
