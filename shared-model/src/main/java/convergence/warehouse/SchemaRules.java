package convergence.warehouse;

import convergence.problem.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which rows fit into which table, as BigQuery decides it. Column names compare without case.
public final class SchemaRules {
  private SchemaRules() {}

  public static Optional<Column> find(List<Column> columns, String name) {
    return columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
  }

  /// Whether a column that must be filled need not be any more.
  public static boolean loosened(Column there, List<Column> wanted) {
    return there.required()
        && find(wanted, there.name()).filter(column -> !column.required()).isPresent();
  }

  /// A result that becomes a table needs one name for each column.
  public static void distinctNames(List<Column> columns) {
    var seen = new HashSet<String>();
    for (var column : columns)
      if (!seen.add(column.name().toLowerCase(Locale.ROOT)))
        throw new Fault.Permanent(
            "sql_invalid",
            "the result has two columns named `" + column.name() + "`; give them different names");
  }

  /// @param coerce true: INT64 may go into a wider number, as an assignment of a MERGE does
  /// @return the table's column for each of the source's
  public static List<Column> matched(
      TableRef table, List<Column> source, List<Column> target, boolean coerce) {
    var matched = new ArrayList<Column>();
    for (var column : source) {
      var into = find(target, column.name());
      if (into.isEmpty())
        throw new Fault.Permanent(
            "data_invalid",
            "table "
                + table
                + " has no column `"
                + column.name()
                + "`; add it to the table first or leave it out of the rows");
      if (!fits(column, into.get(), coerce))
        throw new Fault.Permanent(
            "data_invalid",
            "column `%s` of table %s is %s, the rows have %s"
                .formatted(into.get().name(), table, type(into.get()), type(column)));
      matched.add(into.get());
    }
    return matched;
  }

  /// Columns that every row must fill and the source does not have.
  public static void requiredArePresent(TableRef table, List<Column> source, List<Column> target) {
    for (var column : target)
      if (column.required() && find(source, column.name()).isEmpty())
        throw new Fault.Permanent(
            "data_invalid", "table " + table + " requires column `" + column.name() + "`");
  }

  private static boolean fits(Column source, Column target, boolean coerce) {
    if (source.repeated() != target.repeated()) return false;
    if (source.type() == SqlType.STRUCT && target.type() == SqlType.STRUCT)
      return sameFields(source.fields(), target.fields());
    return source.type() == target.type()
        || (coerce && !source.repeated() && wider(source.type()).contains(target.type()));
  }

  private static boolean sameFields(List<Column> source, List<Column> target) {
    if (source.size() != target.size()) return false;
    for (int i = 0; i < source.size(); i++) {
      var field = source.get(i);
      if (!field.name().equalsIgnoreCase(target.get(i).name())
          || !fits(field, target.get(i), false)) return false;
    }
    return true;
  }

  private static Set<SqlType> wider(SqlType type) {
    return switch (type) {
      case INT64 -> Set.of(SqlType.NUMERIC, SqlType.BIGNUMERIC, SqlType.FLOAT64);
      case NUMERIC -> Set.of(SqlType.BIGNUMERIC, SqlType.FLOAT64);
      case BIGNUMERIC -> Set.of(SqlType.FLOAT64);
      case DATE -> Set.of(SqlType.DATETIME);
      case STRING,
          BYTES,
          FLOAT64,
          BOOL,
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
          Set.of();
    };
  }

  public static String type(Column column) {
    String type = column.type().toString();
    return column.repeated() ? "ARRAY<" + type + ">" : type;
  }
}
