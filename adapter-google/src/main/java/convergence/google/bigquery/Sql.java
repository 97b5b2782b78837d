package convergence.google.bigquery;

import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.TableRef;
import java.time.LocalDate;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// GoogleSQL that is put around a job's own. Names stand quoted; values never stand in it.
final class Sql {
  private Sql() {}

  static String quote(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  static String quote(TableRef table) {
    String name = quote(table.dataset()) + "." + quote(table.table());
    return table.project() == null ? name : quote(table.project()) + "." + name;
  }

  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }

  /// As a subquery; the line ends keep a comment at its end from swallowing what follows.
  static String rows(String sql) {
    return "(\n" + sql.strip().replaceAll(";+$", "") + "\n)";
  }

  static String select(String sql) {
    return "SELECT * FROM " + rows(sql);
  }

  /// Fails when a row lies outside of the day.
  static String ofDay(String sql, String field, LocalDate day) {
    String name = quote(field);
    return "%s WHERE IF(DATE(%s) = DATE '%s', TRUE, ERROR(CONCAT(%s, IFNULL(CAST(%s AS STRING), 'NULL'))))"
        .formatted(
            select(sql),
            name,
            day,
            literal("the rows of partition " + day + " hold one whose `" + field + "` is "),
            name);
  }

  /// Fails when a key is NULL or stands in more than one row.
  static String keyed(String sql, List<String> keys) {
    String list = keys.stream().map(Sql::quote).collect(Collectors.joining(", "));
    String shown =
        keys.stream()
            .map(key -> "CAST(" + quote(key) + " AS STRING)")
            .collect(Collectors.joining(", ', ', "));
    String twice =
        "IF(COUNT(*) OVER (PARTITION BY %s) = 1, TRUE, ERROR(CONCAT(%s, SUBSTR(CONCAT(%s), 1, 100), %s)))"
            .formatted(
                list,
                literal("merge key `" + String.join("`, `", keys) + "` = "),
                shown,
                literal(" stands in more than one of the rows"));
    for (String key : keys)
      twice =
          "IF(%s IS NULL, ERROR(%s), %s)"
              .formatted(quote(key), literal("merge key `" + key + "` is NULL in the rows"), twice);
    return select(sql) + " WHERE TRUE QUALIFY " + twice;
  }

  /// @param into the table's column for each of the rows'
  static String insert(TableRef table, String sql, List<Column> into) {
    return "INSERT INTO %s (%s)\n%s".formatted(quote(table), names(into), select(sql));
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
  }

  /// @param columns of the rows
  /// @param into the table's column for each of the rows'
  static String merge(Destination to, String sql, List<Column> columns, List<Column> into) {
    var on = new StringJoiner(" AND ");
    var set = new StringJoiner(", ", "WHEN MATCHED THEN UPDATE SET ", "\n").setEmptyValue("");
    var values = new StringJoiner(", ");
    for (int i = 0; i < columns.size(); i++) {
      String name = quote(into.get(i).name());
      String value = "new_rows." + quote(columns.get(i).name());
      values.add(value);
      if (to.mergeKeys().stream().anyMatch(columns.get(i).name()::equalsIgnoreCase))
        on.add("old_rows." + name + " = " + value);
      else set.add(name + " = " + value);
    }
    return "MERGE INTO %s AS old_rows USING (%s) AS new_rows ON %s\n%sWHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"
        .formatted(quote(to.table()), keyed(sql, to.mergeKeys()), on, set, names(into), values);
  }

  /// Reads the rows before the table goes, since they may come from it; ends with their number. BigQuery changes
  /// the partitioning of no table, so it must go.
  static String recreate(TableRef table, String sql, @Nullable String partition) {
    String by = partition == null ? "" : " PARTITION BY " + partition;
    return """
        CREATE TEMP TABLE convergence_rows AS
        %s;
        DROP TABLE IF EXISTS %s;
        CREATE TABLE %s%s AS SELECT * FROM convergence_rows;
        SELECT COUNT(*) AS n FROM convergence_rows;
        """
        .formatted(select(sql), quote(table), quote(table), by);
  }

  static String day(Column column) {
    String name = quote(column.name());
    return switch (column.type()) {
      case DATE -> name;
      default -> "DATE(" + name + ")";
    };
  }
}
