package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;

/// DuckDB text that gives a value's JSON text, `null` for NULL.
enum JsonTexts {
  /// As TO_JSON_STRING writes: what FLOAT64 cannot hold becomes a string.
  STRING,
  /// As TO_JSON takes values; still to be made canonical.
  JSON,
  /// As TO_JSON with `stringify_wide_numbers`.
  JSON_WIDE_AS_STRINGS;

  String of(IrType type, String text) {
    return of(type, text, 0);
  }

  private String of(IrType type, String text, int depth) {
    String variable = "j$" + depth;
    return switch (type) {
      case IrType.Scalar(var scalar) ->
          "coalesce(" + Patterns.fill(scalar(scalar), List.of(text)) + ", 'null')";
      case IrType.Array(var element) ->
          "coalesce('[' || coalesce(array_to_string(list_transform("
              + text
              + ", lambda "
              + variable
              + ": "
              + of(element, variable, depth + 1)
              + "), ','), CASE WHEN len("
              + text
              + ") = 0 THEN '' END) || ']', 'null')";
      case IrType.Struct struct ->
          "list_transform(["
              + text
              + "], lambda "
              + variable
              + ": CASE WHEN "
              + variable
              + " IS NULL THEN 'null' ELSE "
              + fields(struct, variable, depth + 1)
              + " END)[1]";
    };
  }

  private String fields(IrType.Struct struct, String text, int depth) {
    List<String> parts = new ArrayList<>();
    var names = SqlTexts.fieldNames(struct);
    String before = "{";
    for (int i = 0; i < names.size(); i++) {
      var field = struct.fields().get(i);
      if (field.name().isEmpty()) throw Unsupported.of("JSON of a STRUCT field without a name");
      parts.add(SqlTexts.string(before + Json.quote(field.name()) + ":"));
      String value = "struct_extract(" + text + ", " + DuckTypes.literal(names.get(i)) + ")";
      parts.add(of(field.type(), value, depth));
      before = ",";
    }
    parts.add(names.isEmpty() ? "'{}'" : "'}'");
    return String.join(" || ", parts);
  }

  private String scalar(SqlType type) {
    return switch (type) {
      case BOOL -> "CAST({0} AS VARCHAR)";
      case INT64 -> this == JSON ? "CAST({0} AS VARCHAR)" : "gs_int_as_json_text({0})";
      case FLOAT64 -> this == STRING ? "gs_float_as_json_text({0})" : "gs_float_as_json({0})";
      case NUMERIC, BIGNUMERIC -> decimal(Casts.scalar(type, SqlType.STRING));
      case STRING -> "gs_json_quote({0})";
      case BYTES -> "'\"' || to_base64({0}) || '\"'";
      case JSON -> "gs_json_canonical({0})";
      case DATE, TIME, INTERVAL -> "'\"' || " + iso(type) + " || '\"'";
      case DATETIME -> "'\"' || replace(" + iso(type) + ", ' ', 'T') || '\"'";
      case TIMESTAMP -> "'\"' || gs_timestamp_as_json({0}) || '\"'";
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> "gs_range_json({0})";
      case GEOGRAPHY, STRUCT -> throw Unsupported.of("JSON of a " + type);
    };
  }

  private static String iso(SqlType type) {
    return type == SqlType.INTERVAL
        ? "gs_interval_iso(gs_interval_parts({0}))"
        : Casts.scalar(type, SqlType.STRING);
  }

  private String decimal(String text) {
    return switch (this) {
      case STRING -> "gs_decimal_as_json_text(" + text + ")";
      case JSON -> "gs_decimal_as_json(" + text + ", false)";
      case JSON_WIDE_AS_STRINGS -> "gs_decimal_as_json(" + text + ", true)";
    };
  }
}
