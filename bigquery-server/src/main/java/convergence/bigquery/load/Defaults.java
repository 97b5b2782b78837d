package convergence.bigquery.load;

import convergence.bigquery.rows.Missing;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the columns of a table hold in rows that say nothing of them.
final class Defaults {
  private final House house;
  private final TableName table;
  private final Map<String, String> expressions;

  private Defaults(House house, TableName table, Map<String, String> expressions) {
    this.house = house;
    this.table = table;
    this.expressions = expressions;
  }

  static Defaults of(House house, TableName table) {
    return new Defaults(
        house,
        table,
        house.details(table.whole()).map(details -> details.defaults()).orElse(Map.of()));
  }

  /// Names of the columns that have one.
  Set<String> columns() {
    return expressions.keySet();
  }

  /// The rows with defaults where they are [Missing]. Each row has its own: a default may be random.
  List<List<@Nullable Object>> fill(List<Column> columns, List<List<@Nullable Object>> rows) {
    var lacking = rows.stream().filter(row -> row.contains(Missing.HERE)).toList();
    if (lacking.isEmpty()) return rows;
    var places =
        IntStream.range(0, columns.size())
            .filter(i -> expressions.containsKey(columns.get(i).name()))
            .boxed()
            .toList();
    var values = evaluated(columns, places, lacking.size()).iterator();
    var filled = new ArrayList<List<@Nullable Object>>(rows.size());
    for (var row : rows)
      filled.add(row.contains(Missing.HERE) ? filled(row, places, values.next()) : row);
    return filled;
  }

  private List<List<@Nullable Object>> evaluated(
      List<Column> columns, List<Integer> places, int rows) {
    String list =
        places.stream()
            .map(
                place -> {
                  var column = columns.get(place);
                  String type = Literals.type(column);
                  return "CAST((" + expressions.get(column.name()) + ") AS " + type + ")";
                })
            .collect(Collectors.joining(", "));
    var order =
        Order.of(
                table.project(), "SELECT " + list + " FROM UNNEST(GENERATE_ARRAY(1, " + rows + "))")
            .most(rows);
    return house.execute(order).rows().rows();
  }

  private static List<@Nullable Object> filled(
      List<@Nullable Object> row, List<Integer> places, List<@Nullable Object> values) {
    var whole = new ArrayList<@Nullable Object>(row);
    for (int i = 0; i < places.size(); i++)
      if (row.get(places.get(i)) == Missing.HERE) whole.set(places.get(i), values.get(i));
    return whole;
  }
}
