package convergence.embedded.duckdb;

import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlType;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A table's CREATE statement, as INFORMATION_SCHEMA.TABLES shows it.
final class TableText {
  private TableText() {}

  static String of(String project, String dataset, String name, StoredTable stored) {
    String path = "`" + project + "." + dataset + "." + name + "`";
    String kind = stored.told().kind();
    if (stored.isView())
      return "CREATE "
          + kind
          + " "
          + path
          + options(stored.told().options())
          + "\nAS "
          + stored.schema().viewSql()
          + ";";
    var columns =
        stored.schema().columns().stream()
            .map(column -> "  " + column(column, stored.told()))
            .collect(Collectors.joining(",\n"));
    var text = new StringBuilder("CREATE TABLE " + path + "\n(\n" + columns + "\n)");
    var partitioning = stored.told().partitioning();
    if (partitioning != null)
      text.append("\nPARTITION BY ").append(partition(partitioning, stored));
    var cluster = stored.schema().clusterFields();
    if (!cluster.isEmpty()) text.append("\nCLUSTER BY ").append(String.join(", ", cluster));
    return text.append(options(stored.told().options())).append(";").toString();
  }

  private static String column(Column column, TableDetails told) {
    String type = InformationSchema.type(column, told.parameters().getOrDefault(column.name(), ""));
    String value = told.defaults().get(column.name());
    return column.name()
        + " "
        + type
        + (value == null ? "" : " DEFAULT " + value)
        + (column.required() ? " NOT NULL" : "")
        + (column.description().isEmpty()
            ? ""
            : " OPTIONS(description=\"" + column.description().replace("\"", "\\\"") + "\")");
  }

  private static String partition(Partitioning by, StoredTable stored) {
    String column = by.column();
    var unit = by.unit();
    if (unit == null)
      return "RANGE_BUCKET("
          + column
          + ", GENERATE_ARRAY("
          + by.start()
          + ", "
          + by.end()
          + ", "
          + by.interval()
          + "))";
    boolean days = unit == Partitioning.Unit.DAY;
    if (column == null)
      return days ? "_PARTITIONDATE" : "TIMESTAMP_TRUNC(_PARTITIONTIME, " + unit + ")";
    var type =
        SchemaRules.find(stored.schema().columns(), column).map(Column::type).orElse(SqlType.DATE);
    if (days) return type == SqlType.DATE ? column : "DATE(" + column + ")";
    return type + "_TRUNC(" + column + ", " + unit + ")";
  }

  private static String options(Map<String, String> options) {
    if (options.isEmpty()) return "";
    return new TreeMap<>(options)
        .entrySet().stream()
            .map(option -> "  " + option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(",\n", "\nOPTIONS(\n", "\n)"));
  }
}
