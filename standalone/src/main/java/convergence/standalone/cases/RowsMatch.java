package convergence.standalone.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares rows with what was expected: an expected row names the columns that matter, a number is compared by
/// its value, and the order counts only where it was asked for.
public final class RowsMatch {
  private static final int SHOWN = 5;

  private RowsMatch() {}

  /// @param actual objects with all columns
  /// @return one sentence for each difference; empty: they match
  public static List<String> differences(
      String where, List<JsonNode> expected, List<JsonNode> actual, boolean ordered) {
    var faults = new ArrayList<String>();
    if (ordered) compareInOrder(where, expected, actual, faults);
    else compare(where, expected, actual, faults);
    if (faults.size() <= 2 * SHOWN) return faults;
    var few = new ArrayList<>(faults.subList(0, 2 * SHOWN));
    few.add(where + ": and " + (faults.size() - 2 * SHOWN) + " differences more");
    return few;
  }

  private static void compareInOrder(
      String where, List<JsonNode> expected, List<JsonNode> actual, List<String> faults) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++)
      if (i >= actual.size())
        faults.add(where + ": row " + (i + 1) + " is missing: " + expected.get(i));
      else if (i >= expected.size())
        faults.add(where + ": row " + (i + 1) + " was not expected: " + actual.get(i));
      else if (!matches(expected.get(i), actual.get(i)))
        faults.add(
            where + ": row " + (i + 1) + " is " + actual.get(i) + ", expected " + expected.get(i));
  }

  private static void compare(
      String where, List<JsonNode> expected, List<JsonNode> actual, List<String> faults) {
    var left = new ArrayList<>(actual);
    for (var row : expected) {
      var found = left.stream().filter(candidate -> matches(row, candidate)).findFirst();
      if (found.isPresent()) left.remove(found.get());
      else faults.add(where + ": missing row " + row);
    }
    for (var row : left) faults.add(where + ": row that was not expected " + row);
  }

  private static boolean matches(JsonNode expected, JsonNode actual) {
    if (!expected.isObject()) return equal(expected, actual);
    for (var field : expected.properties())
      if (!actual.has(field.getKey()) || !equal(field.getValue(), actual.get(field.getKey())))
        return false;
    return true;
  }

  private static boolean equal(JsonNode expected, JsonNode actual) {
    if (expected.isObject() && actual.isObject()) return matches(expected, actual);
    if (expected.isArray() && actual.isArray()) {
      if (expected.size() != actual.size()) return false;
      for (int i = 0; i < expected.size(); i++)
        if (!equal(expected.get(i), actual.get(i))) return false;
      return true;
    }
    var wanted = number(expected);
    var got = number(actual);
    if (expected.isNumber() || actual.isNumber())
      return wanted != null && got != null && wanted.compareTo(got) == 0;
    return expected.equals(actual) || (wanted != null && got != null && wanted.compareTo(got) == 0);
  }

  /// NUMERIC comes as text, so that no reader rounds it.
  private static @Nullable BigDecimal number(JsonNode node) {
    if (node.isNumber()) return node.decimalValue();
    if (!node.isTextual() || !node.asText().matches("-?\\d+(\\.\\d+)?")) return null;
    return new BigDecimal(node.asText());
  }
}
