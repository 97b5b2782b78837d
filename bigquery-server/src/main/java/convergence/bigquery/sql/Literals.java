package convergence.bigquery.sql;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Names and texts written into GoogleSQL so that they cannot be anything else.
public final class Literals {
  private Literals() {}

  public static String name(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  public static String table(TableName table) {
    return name(table.project()) + "." + name(table.dataset()) + "." + name(table.table());
  }

  /// A column's type as GoogleSQL writes it.
  public static String type(Column column) {
    String one =
        column.type() == SqlType.STRUCT
            ? column.fields().stream()
                .map(field -> name(field.name()) + " " + type(field) + mode(field))
                .collect(Collectors.joining(", ", "STRUCT<", ">"))
            : column.type().toString();
    return column.repeated() ? "ARRAY<" + one + ">" : one;
  }

  private static String mode(Column column) {
    return column.required() ? " NOT NULL" : "";
  }

  public static String text(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /// `[("key", "value"), …]`
  public static String labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(label -> "(" + text(label.getKey()) + ", " + text(label.getValue()) + ")")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// ` OPTIONS(…)`, or nothing.
  public static String options(List<String> options) {
    return options.isEmpty() ? "" : " OPTIONS(" + String.join(", ", options) + ")";
  }
}
