package convergence.worker.step;

import convergence.problem.Fault;
import convergence.template.QualityCheck;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes one statement that looks at a table once for all checks of a suite: column 0 counts the rows, each
/// check adds one column. Values travel as parameters, names stand quoted.
final class QualityScan {
  private final TableRef table;
  private final TableSchema schema;
  private final List<String> columns = new ArrayList<>(List.of("COUNT(*) AS row_count"));
  private final List<BoundSql.Parameter> parameters = new ArrayList<>();
  private final Map<String, SqlValue> values = new LinkedHashMap<>();

  QualityScan(TableRef table, TableSchema schema) {
    this.table = table;
    this.schema = schema;
  }

  /// Adds what the check wants to know.
  ///
  /// @return the number of the column that will answer; -1: none, the check asks on its own
  /// @throws Fault.Permanent `column_not_found`, or the column's type does not fit the check
  int add(QualityCheck check) {
    return switch (check) {
      case QualityCheck.NotNull c -> column("COUNTIF(%s IS NULL)".formatted(name(c.column())));
      case QualityCheck.Unique c -> column(doubled(c.columns()));
      case QualityCheck.AcceptedValues c -> column(strangers(c));
      case QualityCheck.Range c -> column(outside(c));
      case QualityCheck.RowCount _ -> 0;
      case QualityCheck.Freshness c -> column("MAX(%s)".formatted(name(dated(c))));
      case QualityCheck.CustomSql _ -> -1;
    };
  }

  BoundSql sql() {
    String text = "SELECT " + String.join(",\n  ", columns) + "\nFROM " + quoted(table);
    return new BoundSql(text, parameters);
  }

  Map<String, SqlValue> values() {
    return values;
  }

  private int column(String expression) {
    columns.add(expression + " AS c" + columns.size());
    return columns.size() - 1;
  }

  /// Rows minus different keys. A single column can be counted as it is, with one more key for NULL; of
  /// several the texts are joined, each behind its length, so that no two keys look alike.
  private String doubled(List<String> keys) {
    if (keys.size() == 1) {
      String key = name(keys.getFirst());
      return "COUNT(*) - COUNT(DISTINCT %1$s) - IF(COUNTIF(%1$s IS NULL) > 0, 1, 0)".formatted(key);
    }
    var parts = keys.stream().map(this::measured).toList();
    return "COUNT(*) - COUNT(DISTINCT CONCAT(" + String.join(", ", parts) + "))";
  }

  private String measured(String key) {
    var type = find(key).type();
    String name = name(key);
    String text =
        switch (type) {
          case STRING -> name;
          case BYTES -> "TO_HEX(" + name + ")";
          case INT64, FLOAT64, NUMERIC, BIGNUMERIC, BOOL, DATE, DATETIME, TIME, TIMESTAMP ->
              "CAST(" + name + " AS STRING)";
          case INTERVAL, JSON, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, STRUCT ->
              throw unfit(key, type, "unique");
        };
    return "IF(%s IS NULL, '-', CONCAT(CAST(LENGTH(%s) AS STRING), ':', %s))"
        .formatted(name, text, text);
  }

  private String strangers(QualityCheck.AcceptedValues check) {
    var type = find(check.column()).type();
    if (type != SqlType.STRING) throw unfit(check.column(), type, "accepted_values");
    String name = name(check.column());
    if (check.values().isEmpty()) return "COUNTIF(%s IS NOT NULL)".formatted(name);
    var known = check.values().stream().map(v -> parameter(SqlValue.of(v))).toList();
    return "COUNTIF(%s NOT IN (%s))".formatted(name, String.join(", ", known));
  }

  private String outside(QualityCheck.Range check) {
    var type = find(check.column()).type();
    String name = name(check.column());
    var tests = new ArrayList<String>();
    if (check.min() != null) tests.add(name + " < " + bound(check, check.min(), type));
    if (check.max() != null) tests.add(name + " > " + bound(check, check.max(), type));
    return tests.isEmpty() ? "0" : "COUNTIF(" + String.join(" OR ", tests) + ")";
  }

  private String bound(QualityCheck.Range check, String text, SqlType type) {
    var number = new BigDecimal(text);
    return switch (type) {
      case FLOAT64 -> parameter(SqlValue.of(number.doubleValue()));
      case INT64, NUMERIC, BIGNUMERIC -> parameter(SqlValue.of(number));
      case STRING,
          BYTES,
          BOOL,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          throw unfit(check.column(), type, "range");
    };
  }

  private String dated(QualityCheck.Freshness check) {
    var type = find(check.column()).type();
    if (type != SqlType.DATE && type != SqlType.TIMESTAMP && type != SqlType.DATETIME)
      throw unfit(check.column(), type, "freshness");
    return check.column();
  }

  private String parameter(SqlValue value) {
    String name = "dq_" + parameters.size();
    parameters.add(new BoundSql.Parameter(name, value.type(), name));
    values.put(name, value);
    return "@" + name;
  }

  /// A column, or a field of a STRUCT as `column.field`, quoted part by part.
  private String name(String path) {
    find(path);
    var parts = new ArrayList<String>();
    for (var part : path.split("\\.")) parts.add(quoted(part));
    return String.join(".", parts);
  }

  private Column find(String path) {
    var there = schema.columns();
    Column found = null;
    for (var part : path.split("\\.")) {
      found = there.stream().filter(c -> c.name().equalsIgnoreCase(part)).findFirst().orElse(null);
      if (found == null)
        throw new Fault.Permanent(
            "column_not_found", "Table %s has no column \"%s\".".formatted(table, path));
      if (found.repeated())
        throw new Fault.Permanent(
            "column_unfit",
            "Column \"%s\" of table %s is an array; checks look at single values."
                .formatted(path, table));
      there = found.fields();
    }
    if (found == null) throw new IllegalArgumentException("a check names a column");
    return found;
  }

  private Fault.Permanent unfit(String column, SqlType type, String check) {
    return new Fault.Permanent(
        "column_unfit",
        "Column \"%s\" of table %s is %s, which %s cannot check."
            .formatted(column, table, type, check));
  }

  private static String quoted(TableRef table) {
    String name = quoted(table.dataset()) + "." + quoted(table.table());
    return table.project() == null ? name : quoted(table.project()) + "." + name;
  }

  private static String quoted(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }
}
