package convergence.bigquery.catalog;

import com.google.api.services.bigquery.model.TableFieldSchema;
import java.util.Locale;

/// What is said of a column's type in brackets, such as `(10, 2)`, and the fields that say it in
/// REST.
final class TypeParameters {
  private TypeParameters() {}

  /// @return nothing for a field without any
  static String written(TableFieldSchema field) {
    if (field.getMaxLength() != null) return "(" + field.getMaxLength() + ")";
    if (field.getPrecision() == null) return "";
    return field.getScale() == null
        ? "(" + field.getPrecision() + ")"
        : "(" + field.getPrecision() + ", " + field.getScale() + ")";
  }

  /// Says them in the field.
  ///
  /// @param written nothing: they stay as they are
  static void read(String written, TableFieldSchema field) {
    if (written.length() < 3) return;
    var numbers = written.substring(1, written.length() - 1).split(",", -1);
    long first = Long.parseLong(numbers[0].trim());
    switch (field.getType().toUpperCase(Locale.ROOT)) {
      case "STRING", "BYTES" -> field.setMaxLength(first);
      default -> {
        field.setPrecision(first);
        long scale = numbers.length > 1 ? Long.parseLong(numbers[1].trim()) : 0;
        // NUMERIC(9) and NUMERIC(9, 0) are one type, told in the shorter way.
        if (scale != 0) field.setScale(scale);
      }
    }
  }
}
