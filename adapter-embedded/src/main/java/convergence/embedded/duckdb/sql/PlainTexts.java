package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;

/// DuckDB text that gives a value as FORMAT's `%t` and `%T` show it; NULL is the word.
enum PlainTexts {
  /// As CAST to STRING.
  TEXT,
  /// As a literal of GoogleSQL.
  LITERAL;

  String of(IrType type, String text) {
    return of(type, text, 0);
  }

  private String of(IrType type, String text, int depth) {
    String variable = "f$" + depth;
    return switch (type) {
      case IrType.Scalar(var scalar) ->
          "coalesce(" + Patterns.fill(scalar(scalar), List.of(text)) + ", 'NULL')";
      case IrType.Array(var element) ->
          "coalesce('[' || coalesce(array_to_string(list_transform("
              + text
              + ", lambda "
              + variable
              + ": "
              + of(element, variable, depth + 1)
              + "), ', '), CASE WHEN len("
              + text
              + ") = 0 THEN '' END) || ']', 'NULL')";
      case IrType.Struct struct ->
          "list_transform(["
              + text
              + "], lambda "
              + variable
              + ": CASE WHEN "
              + variable
              + " IS NULL THEN 'NULL' ELSE "
              + fields(struct, variable, depth + 1)
              + " END)[1]";
    };
  }

  private String fields(IrType.Struct struct, String text, int depth) {
    List<String> values = new ArrayList<>();
    var names = SqlTexts.fieldNames(struct);
    for (int i = 0; i < names.size(); i++) {
      String value = "struct_extract(" + text + ", " + DuckTypes.literal(names.get(i)) + ")";
      values.add(of(struct.fields().get(i).type(), value, depth));
    }
    String open = this == LITERAL && values.size() < 2 ? "'STRUCT('" : "'('";
    if (values.isEmpty()) return "(" + open + " || ')')";
    return "(" + open + " || " + String.join(" || ', ' || ", values) + " || ')')";
  }

  private String scalar(SqlType type) {
    return this == TEXT ? text(type) : literal(type);
  }

  private static String text(SqlType type) {
    return switch (type) {
      case STRING -> "{0}";
      case BYTES -> "gs_bytes_text(hex({0}))";
      case FLOAT64 -> "gs_float_shown({0})";
      case JSON -> "gs_json_canonical({0})";
      case GEOGRAPHY -> "gs_geography_shown({0})";
      case STRUCT -> throw Unsupported.of("FORMAT of a " + type);
      case INT64,
          NUMERIC,
          BIGNUMERIC,
          BOOL,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          INTERVAL,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP ->
          Casts.scalar(type, SqlType.STRING);
    };
  }

  private static String literal(SqlType type) {
    return switch (type) {
      case STRING -> "gs_sql_string({0})";
      case BYTES -> "gs_sql_bytes(hex({0}))";
      case FLOAT64 -> "gs_sql_float({0})";
      case JSON -> "'JSON ' || gs_sql_string(gs_json_canonical({0}))";
      case BOOL, INT64 -> text(type);
      case INTERVAL -> "'INTERVAL \"' || " + text(type) + " || '\" YEAR TO SECOND'";
      case NUMERIC,
          BIGNUMERIC,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP ->
          "'" + type + " \"' || " + text(type) + " || '\"'";
      case GEOGRAPHY, STRUCT -> throw Unsupported.of("FORMAT of a " + type);
    };
  }
}
