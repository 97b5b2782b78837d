package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// All rows of a table in an order that does not depend on how they were written.
record Contents(List<String> columns, List<List<JsonNode>> rows) {
  static Contents of(Place place, String table) {
    var found = place.sql("SELECT * FROM " + table);
    var rows = found.rows().stream().sorted(Comparator.comparing(Contents::exact)).toList();
    return new Contents(found.columns(), rows);
  }

  /// The cells without FLOAT64, whose last digits depend on the order in which threads add.
  private static String exact(List<JsonNode> row) {
    return row.stream()
        .filter(cell -> !cell.isDouble())
        .map(JsonNode::toString)
        .collect(Collectors.joining("\n"));
  }

  void assertEqualTo(Contents other, String name) {
    assertThat(columns).as(name).isEqualTo(other.columns);
    assertThat(rows.stream().map(Contents::exact).toList())
        .as(name)
        .isEqualTo(other.rows.stream().map(Contents::exact).toList());
    for (int row = 0; row < rows.size(); row++)
      for (int column = 0; column < columns.size(); column++) {
        var mine = rows.get(row).get(column);
        var its = other.rows.get(row).get(column);
        if (mine.isDouble())
          assertThat(mine.asDouble())
              .as(name + "." + columns.get(column))
              .isCloseTo(its.asDouble(), within(Math.abs(its.asDouble()) * 1e-12));
      }
  }
}
