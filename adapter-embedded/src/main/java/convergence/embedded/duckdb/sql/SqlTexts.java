package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IntervalParts;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Types and constants as DuckDB text. Every constant carries its type: DuckDB would take `1` for 32 bits.
final class SqlTexts {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private SqlTexts() {}

  static String type(IrType type) {
    return switch (type) {
      case IrType.Scalar(var scalar) -> DuckTypes.scalar(scalar);
      case IrType.Array(var element) -> type(element) + "[]";
      case IrType.Struct struct -> {
        var names = fieldNames(struct);
        var text = new StringBuilder("STRUCT(");
        for (int i = 0; i < names.size(); i++) {
          if (i > 0) text.append(", ");
          text.append(DuckTypes.quote(names.get(i))).append(' ');
          text.append(type(struct.fields().get(i).type()));
        }
        yield text.append(')').toString();
      }
    };
  }

  /// DuckDB wants a name for each field, and each once whatever its case; where GoogleSQL has no such names, the
  /// fields are told by their place.
  static List<String> fieldNames(IrType.Struct struct) {
    var names = struct.fields().stream().map(IrType.Field::name).toList();
    long distinct = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count();
    if (distinct == names.size() && !names.contains("")) return names;
    return java.util.stream.IntStream.range(0, names.size())
        .mapToObj(i -> "_field_" + (i + 1))
        .toList();
  }

  static String nullOf(IrType type) {
    return "CAST(NULL AS " + type(type) + ")";
  }

  static String literal(Expr.Literal literal) {
    Object value = literal.value();
    if (value == null) return nullOf(literal.type());
    return switch (value) {
      case String text when literal.type().is(SqlType.JSON) -> "CAST(" + string(text) + " AS JSON)";
      case String text -> string(text);
      case Long number -> "CAST(" + DuckTypes.literal(number.toString()) + " AS BIGINT)";
      case Double number -> number(number);
      case BigDecimal number ->
          "CAST('"
              + fitting(number, literal.type()).toPlainString()
              + "' AS "
              + type(literal.type())
              + ")";
      case Boolean truth -> truth ? "true" : "false";
      case IntervalParts(var months, var days, var micros) ->
          "CAST('" + new Interval(months, days, micros).duckText() + "' AS INTERVAL)";
      case byte[] bytes -> "unhex('" + HexFormat.of().formatHex(bytes) + "')";
      case LocalDate date -> "CAST('" + date(date) + "' AS DATE)";
      case LocalDateTime time -> "CAST('" + SECONDS.format(time) + "' AS TIMESTAMP)";
      case LocalTime time ->
          "CAST('"
              + DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).format(time)
              + "' AS TIME)";
      case Instant instant ->
          "CAST('" + SECONDS.format(instant.atOffset(ZoneOffset.UTC)) + "+00' AS TIMESTAMPTZ)";
      default -> throw new IllegalArgumentException("no constant: " + value.getClass());
    };
  }

  /// Only a BIGNUMERIC can have more; DuckDB would round it.
  private static BigDecimal fitting(BigDecimal number, IrType type) {
    var stripped = number.stripTrailingZeros();
    boolean great = stripped.precision() - stripped.scale() > 20 && type.is(SqlType.BIGNUMERIC);
    if (great || stripped.scale() > 18) throw DuckTypes.tooWide();
    return number;
  }

  private static String date(LocalDate date) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).format(date);
  }

  private static String number(double number) {
    if (Double.isNaN(number)) return "CAST('nan' AS DOUBLE)";
    if (Double.isInfinite(number)) return "CAST('" + (number > 0 ? "" : "-") + "inf' AS DOUBLE)";
    return "CAST('" + number + "' AS DOUBLE)";
  }

  /// DuckDB's text ends at NUL, so that character is put in by its number.
  static String string(String text) {
    if (text.indexOf('\0') < 0) return DuckTypes.literal(text);
    return java.util.Arrays.stream(text.split("\0", -1))
        .map(DuckTypes::literal)
        .collect(Collectors.joining(" || chr(0) || ", "(", ")"));
  }
}
