package convergence.embedded.duckdb.sql;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a value must be to go into a column: present where NULL may not be, and within its type's parameters.
final class Writes {
  private Writes() {}

  /// @param select gives `v0`, `v1`, … in the order of the fields
  /// @param kept more of its columns, to be handed on
  static String checked(List<Target.Field> fields, List<String> kept, String select) {
    if (fields.stream().noneMatch(Writes::demands)) return select;
    String values =
        IntStream.range(0, fields.size())
            .mapToObj(i -> checked(fields.get(i), "v" + i) + " AS v" + i)
            .collect(Collectors.joining(", "));
    String others = kept.stream().map(name -> name + ", ").collect(Collectors.joining());
    return "SELECT " + others + values + " FROM (" + select + ")";
  }

  private static boolean demands(Target.Field field) {
    return required(field.column()) || !field.parameters().isEmpty();
  }

  private static boolean required(Column column) {
    return column.required() && !column.repeated();
  }

  private static String checked(Target.Field field, String name) {
    String value = field.parameters().isEmpty() ? name : limited(field, name);
    if (!required(field.column())) return value;
    return otherwise(
        name + " IS NULL",
        DuckTypes.literal("Required field " + field.column().name() + " cannot be null"),
        field,
        value);
  }

  private static String otherwise(String wrong, String message, Target.Field field, String value) {
    String type = DuckTypes.of(field.column());
    return "CASE WHEN "
        + wrong
        + " THEN CAST(gs_fail("
        + message
        + ") AS "
        + type
        + ") ELSE "
        + value
        + " END";
  }

  private static String limited(Target.Field field, String name) {
    SqlType type = field.column().type();
    String[] limits = field.parameters().replaceAll("[() ]", "").split(",", -1);
    String written = "Field " + field.column().name() + ": " + type + field.parameters();
    return switch (type) {
      case STRING -> shorter(field, name, "length(" + name + ")", limits[0], written);
      case BYTES -> shorter(field, name, "octet_length(" + name + ")", limits[0], written);
      case NUMERIC, BIGNUMERIC -> decimal(field, name, limits, written);
      default -> throw new IllegalArgumentException("no parameters: " + type);
    };
  }

  private static String shorter(
      Target.Field field, String name, String length, String most, String written) {
    String message =
        DuckTypes.literal(written + " has maximum length " + most + " but got a value with length ")
            + " || "
            + length;
    return otherwise(length + " > " + most, message, field, name);
  }

  private static String decimal(Target.Field field, String name, String[] limits, String written) {
    int scale = limits.length > 1 ? Integer.parseInt(limits[1]) : 0;
    String rounded =
        "CAST(round(" + name + ", " + scale + ") AS " + DuckTypes.of(field.column()) + ")";
    if (limits[0].equals("MAX")) return rounded;
    String most =
        BigDecimal.TEN
            .pow(Integer.parseInt(limits[0]))
            .subtract(BigDecimal.ONE)
            .movePointLeft(scale)
            .toPlainString();
    String message =
        DuckTypes.literal(
            written
                + " has precision "
                + limits[0]
                + " and scale "
                + scale
                + " but got a value that is not in range of [-"
                + most
                + ", "
                + most
                + "]");
    return otherwise(
        "abs(" + rounded + ") > CAST('" + most + "' AS " + DuckTypes.of(field.column()) + ")",
        message,
        field,
        rounded);
  }
}
