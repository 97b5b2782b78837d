package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;

/// CAST with GoogleSQL's rounding, texts and errors.
final class Casts {
  private Casts() {}

  /// @param text of the value
  static String cast(String text, Expr.Cast cast) {
    var from = cast.value().type();
    return cast.format() == null
        ? cast(text, from, cast.type())
        : CastFormats.cast(text, from, cast.type(), cast.format());
  }

  static String cast(String text, IrType from, IrType to) {
    if (from.equals(to)) return text;
    return switch (to) {
      case IrType.Scalar(var target) when from instanceof IrType.Scalar(var source) ->
          Patterns.fill(scalar(source, target), List.of(text));
      case IrType.Array(var target) when from instanceof IrType.Array(var source) ->
          "list_transform(" + text + ", lambda e$: " + cast("e$", source, target) + ")";
      case IrType.Struct target when from instanceof IrType.Struct source ->
          fields(text, source, target);
      case IrType.Scalar _, IrType.Array _, IrType.Struct _ -> throw refused(from, to);
    };
  }

  private static SqlFault refused(IrType from, IrType to) {
    return Unsupported.of("CAST from " + from + " to " + to);
  }

  /// By place: GoogleSQL casts structs so, DuckDB by name.
  private static String fields(String text, IrType.Struct from, IrType.Struct to) {
    if (from.fields().size() != to.fields().size()) throw refused(from, to);
    var names = SqlTexts.fieldNames(from);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String value = "struct_extract(" + text + ", " + DuckTypes.literal(names.get(i)) + ")";
      values.add(cast(value, from.fields().get(i).type(), to.fields().get(i).type()));
    }
    return "CASE WHEN " + text + " IS NULL THEN NULL ELSE " + struct(to, values) + " END";
  }

  static String struct(IrType.Struct type, List<String> values) {
    var names = SqlTexts.fieldNames(type);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      fields.add(DuckTypes.quote(names.get(i)) + " := " + values.get(i));
    }
    return "struct_pack(" + String.join(", ", fields) + ")";
  }

  /// A pattern for one scalar.
  static String scalar(SqlType from, SqlType to) {
    return switch (to) {
      case STRING -> toText(from);
      case BYTES -> from == SqlType.STRING ? "encode({0})" : none(from, to);
      case INT64 -> toInt(from);
      case FLOAT64 ->
          switch (from) {
            case INT64 -> "CAST({0} AS DOUBLE)";
            case NUMERIC -> "gs_numeric_to_float({0})";
            case BIGNUMERIC -> "gs_big_to_float({0})";
            case STRING -> "gs_parse_float({0})";
            default -> none(from, to);
          };
      case NUMERIC ->
          switch (from) {
            case INT64 -> "CAST({0} AS DECIMAL(38,9))";
            case FLOAT64 -> "gs_float_to_numeric({0})";
            case STRING -> "gs_parse_numeric({0})";
            case BIGNUMERIC -> "gs_big_to_numeric({0})";
            default -> none(from, to);
          };
      case BIGNUMERIC ->
          switch (from) {
            case INT64 -> "CAST({0} AS DECIMAL(38,18))";
            case NUMERIC -> "gs_big_of_numeric({0})";
            case FLOAT64 -> "gs_big_of_float({0})";
            case STRING -> "gs_parse_big({0})";
            default -> none(from, to);
          };
      case BOOL ->
          switch (from) {
            case INT64 -> "({0} <> 0)";
            case STRING -> "gs_parse_bool({0})";
            default -> none(from, to);
          };
      case DATE -> toDate(from);
      case DATETIME ->
          switch (from) {
            case DATE, TIMESTAMP -> "CAST({0} AS TIMESTAMP)";
            case STRING -> "gs_parse_datetime_text({0})";
            default -> none(from, to);
          };
      case TIME ->
          switch (from) {
            case DATETIME -> "CAST({0} AS TIME)";
            case TIMESTAMP -> "CAST(CAST({0} AS TIMESTAMP) AS TIME)";
            case STRING -> "gs_micros_to_time(gs_parse_time_text({0}))";
            default -> none(from, to);
          };
      case TIMESTAMP ->
          switch (from) {
            case DATE -> "CAST(CAST({0} AS TIMESTAMP) AS TIMESTAMPTZ)";
            case DATETIME -> "CAST({0} AS TIMESTAMPTZ)";
            case STRING -> "gs_parse_timestamp_text({0}, 'UTC')";
            default -> none(from, to);
          };
      case INTERVAL ->
          from == SqlType.STRING ? "CAST(gs_parse_interval({0}) AS INTERVAL)" : none(from, to);
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          from == SqlType.STRING ? "gs_parse_range('" + to.name() + "', {0})" : none(from, to);
      case GEOGRAPHY, JSON, STRUCT -> none(from, to);
    };
  }

  private static String none(SqlType from, SqlType to) {
    throw refused(IrType.of(from), IrType.of(to));
  }

  private static String toText(SqlType from) {
    return switch (from) {
      case BOOL, INT64, DATE -> "CAST({0} AS VARCHAR)";
      case FLOAT64 -> "gs_float_text({0})";
      case NUMERIC -> "gs_numeric_text({0})";
      case BIGNUMERIC -> "rtrim(rtrim(CAST({0} AS VARCHAR), '0'), '.')";
      case BYTES -> "decode({0})";
      case DATETIME -> "gs_datetime_text({0})";
      case TIME -> "gs_time_text(gs_time_to_micros({0}))";
      case TIMESTAMP -> "gs_timestamp_text({0}, 'UTC')";
      case INTERVAL -> "gs_interval_text(gs_interval_parts({0}))";
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> "gs_range_text({0})";
      case STRING, JSON, GEOGRAPHY, STRUCT -> none(from, SqlType.STRING);
    };
  }

  private static String toInt(SqlType from) {
    return switch (from) {
      case BOOL -> "CAST({0} AS BIGINT)";
      case FLOAT64 -> "gs_float_to_int({0})";
      case NUMERIC -> "CAST(round({0}, 0) AS BIGINT)";
      case BIGNUMERIC -> "gs_big_to_int({0})";
      case STRING -> "gs_parse_int({0})";
      default -> none(from, SqlType.INT64);
    };
  }

  private static String toDate(SqlType from) {
    return switch (from) {
      case STRING -> "gs_parse_date_text({0})";
      case DATETIME -> "CAST({0} AS DATE)";
      case TIMESTAMP -> "CAST(CAST({0} AS TIMESTAMP) AS DATE)";
      default -> none(from, SqlType.DATE);
    };
  }
}
