package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.problem.Fault;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// Rows that must be looked at before they may go in: they wait in the session's own temporary table.
final class Stage {
  /// In SQL.
  static final String NAME = "temp.main.stage";

  private final Session session;
  private final List<Column> columns;

  private Stage(Session session, List<Column> columns) {
    this.session = session;
    this.columns = columns;
  }

  static Stage of(Session session, Source source) throws SQLException {
    String _ = session.temporary("stage", "AS " + source.sql(), source.parameters());
    return new Stage(session, source.columns());
  }

  void checkDay(PartitionDay day) throws SQLException {
    String outside =
        session.first(
            "SELECT coalesce(CAST(%s AS VARCHAR), 'NULL') FROM %s WHERE (%s) IS NOT TRUE LIMIT 1"
                .formatted(quote(day.column().name()), NAME, day.condition()),
            List.of(),
            row -> row.getString(1));
    if (outside != null)
      throw Faults.data(
          "the rows of partition %s hold one whose `%s` is %s"
              .formatted(day.day(), day.column().name(), outside));
  }

  /// @return the columns of the keys, none of which is NULL and which together identify each row
  List<Column> checkedKeys(List<String> names) throws SQLException {
    var keys = names.stream().map(this::key).toList();
    for (var key : keys)
      if (anyNull(key)) throw Faults.data("merge key `" + key.name() + "` is NULL in the rows");
    String list = keys.stream().map(key -> quote(key.name())).collect(Collectors.joining(", "));
    String doubled =
        session.first(
            "SELECT concat_ws(', ', %1$s) FROM %2$s GROUP BY %1$s HAVING count(*) > 1 LIMIT 1"
                .formatted(list, NAME),
            List.of(),
            row -> row.getString(1));
    if (doubled != null)
      throw Faults.data(
          "merge key `%s` = %s stands in more than one of the rows"
              .formatted(String.join("`, `", names), shortened(doubled)));
    return keys;
  }

  private Column key(String name) {
    var found = SchemaRules.find(columns, name);
    if (found.isEmpty())
      throw new Fault.Permanent("sql_invalid", "the rows have no merge key `" + name + "`");
    var key = found.get();
    if (key.repeated() || key.type() == SqlType.STRUCT || key.type() == SqlType.JSON)
      throw new Fault.Permanent(
          "sql_invalid",
          "merge key `" + name + "` is " + SchemaRules.type(key) + ", which cannot be compared");
    return key;
  }

  /// @param into the table's column for each of the rows'
  void checkRequired(List<Column> into) throws SQLException {
    for (int i = 0; i < columns.size(); i++)
      if (into.get(i).required() && anyNull(columns.get(i)))
        throw Faults.data("required column `" + into.get(i).name() + "` is NULL in the rows");
  }

  private boolean anyNull(Column column) throws SQLException {
    return session.number(
            "SELECT count(*) FROM " + NAME + " WHERE " + quote(column.name()) + " IS NULL")
        > 0;
  }

  private static String shortened(String value) {
    return value.length() <= 100 ? value : value.substring(0, 100) + "…";
  }
}
