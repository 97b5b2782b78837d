package convergence.embedded.duckdb.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether two answers are one: FLOAT64 to 1e-12, rows as a multiset unless they are ordered.
final class Sameness {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Sameness() {}

  /// @return empty when they agree
  static String difference(
      List<List<@Nullable Object>> theirs, List<List<@Nullable Object>> ours, boolean ordered) {
    if (theirs.size() != ours.size())
      return theirs.size() + " rows expected, got " + ours.size() + show(theirs) + show(ours);
    List<List<@Nullable Object>> rest = new ArrayList<>(ours);
    for (var row : theirs) {
      int found = -1;
      for (int i = 0; i < rest.size() && found < 0; i++) {
        if (same(row, rest.get(i))) found = i;
        if (ordered) break;
      }
      if (found < 0)
        return "expected " + text(row) + " among" + show(rest) + ", all expected" + show(theirs);
      rest.remove(found);
    }
    return "";
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) return a == b;
    return switch (a) {
      case Double x -> b instanceof Double y && close(x, y);
      case BigDecimal x -> b instanceof BigDecimal y && x.compareTo(y) == 0;
      case byte[] x -> b instanceof byte[] y && Arrays.equals(x, y);
      case List<?> x -> b instanceof List<?> y && same(x, y);
      default -> a.equals(b);
    };
  }

  private static boolean same(List<?> a, List<?> b) {
    if (a.size() != b.size()) return false;
    for (int i = 0; i < a.size(); i++) if (!same(a.get(i), b.get(i))) return false;
    return true;
  }

  private static boolean close(double a, double b) {
    if (a == b || Double.compare(a, b) == 0) return true;
    if (Double.isInfinite(a) || Double.isInfinite(b)) return false;
    double distance = Math.abs(a - b);
    return distance <= 1e-15 || distance <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  }

  /// What leaves a query: an array is never NULL. Structs as lists of their fields.
  ///
  /// @return null when an array holds a NULL, which BigQuery refuses
  static @Nullable List<List<@Nullable Object>> left(
      List<Column> columns, List<List<@Nullable Object>> rows) {
    try {
      List<List<@Nullable Object>> left = new ArrayList<>();
      for (var row : rows) left.add(fields(columns, row));
      return left;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<@Nullable Object> fields(List<Column> columns, List<?> values) {
    List<@Nullable Object> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      var value = values.get(i);
      if (!column.repeated()) fields.add(one(column, value));
      else {
        List<@Nullable Object> elements = new ArrayList<>();
        for (var element : value == null ? List.of() : (List<?>) value) {
          if (element == null) throw new IllegalArgumentException("NULL in an array");
          elements.add(one(column, element));
        }
        fields.add(elements);
      }
    }
    return fields;
  }

  private static Object json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object one(Column column, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text when column.type() == SqlType.JSON -> json(text);
      case Map<?, ?> struct -> fields(column.fields(), new ArrayList<>(struct.values()));
      case List<?> struct -> fields(column.fields(), struct);
      default -> value;
    };
  }

  static String show(List<? extends List<?>> rows) {
    return " " + rows.subList(0, Math.min(4, rows.size())).stream().map(Sameness::text).toList();
  }

  static String text(List<?> row) {
    List<String> cells = new ArrayList<>();
    for (var cell : row) {
      cells.add(
          switch (cell) {
            case null -> "NULL";
            case byte[] bytes -> java.util.HexFormat.of().formatHex(bytes);
            case List<?> list -> text(list);
            default -> cell.toString();
          });
    }
    return cells.toString();
  }
}
