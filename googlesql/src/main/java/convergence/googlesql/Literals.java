package convergence.googlesql;

import convergence.warehouse.SqlValue;
import org.jspecify.annotations.Nullable;

/// GoogleSQL literals for given text, character by character.
final class Literals {
  private Literals() {}

  /// A string in single quotes on one line.
  static String string(String text) {
    var quoted = new StringBuilder(text.length() + 2).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> quoted.append("\\\\");
        case '\'' -> quoted.append("\\'");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) quoted.append("\\x%02x".formatted((int) c));
          else if (c == 0x85 || c == 0x2028 || c == 0x2029)
            quoted.append("\\u%04x".formatted((int) c));
          else quoted.append(c);
        }
      }
    }
    return quoted.append('\'').toString();
  }

  /// A value of its own type, fit to stand anywhere where an expression may.
  static String of(SqlValue value) {
    String type = value.type().name();
    @Nullable String text = value.text();
    if (text == null) return "CAST(NULL AS " + type + ")";
    return switch (value.type()) {
      case STRING -> string(text);
      case INT64, FLOAT64, NUMERIC, BOOL, DATE, TIMESTAMP ->
          "CAST(" + string(text) + " AS " + type + ")";
      case BYTES,
          BIGNUMERIC,
          DATETIME,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          throw new IllegalArgumentException("not a parameter type: " + type);
    };
  }

  /// The pattern that only this text matches.
  static String likePattern(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  /// The expression that makes [#likePattern] of a STRING expression.
  static String likePatternOf(String expression) {
    return "REPLACE(REPLACE(REPLACE("
        + expression
        + ", '\\\\', '\\\\\\\\'), '%', '\\\\%'), '_', '\\\\_')";
  }
}
