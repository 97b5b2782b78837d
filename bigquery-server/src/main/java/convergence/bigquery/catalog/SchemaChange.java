package convergence.bigquery.catalog;

import com.google.api.services.bigquery.model.TableFieldSchema;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.TableName;
import convergence.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a patch may do to a schema: add NULLABLE or REPEATED fields, relax REQUIRED, widen types.
/// The rest BigQuery refuses, and so do we.
final class SchemaChange {
  private SchemaChange() {}

  /// @return the statements that bring the change about
  static List<String> statements(TableName table, List<Column> now, List<Column> next) {
    var statements = new ArrayList<String>();
    String alter = "ALTER TABLE " + Literals.table(table) + " ";
    for (var column : now) {
      var same = find(next, column.name());
      if (same.isEmpty())
        throw refused(table, "Field " + column.name() + " is missing in new schema");
      change(table, column, same.get(), alter, statements);
    }
    for (var column : next)
      if (find(now, column.name()).isEmpty()) {
        if (column.required())
          throw refused(
              table,
              "Cannot add required fields to an existing schema. (field: " + column.name() + ")");
        statements.add(alter + "ADD COLUMN " + Definitions.column(column, new TableFieldSchema()));
      }
    return statements;
  }

  /// @param now defaults by the names of columns
  /// @param next as the caller wants them
  static List<String> defaults(TableName table, Map<String, String> now, Map<String, String> next) {
    var statements = new ArrayList<String>();
    String alter = "ALTER TABLE " + Literals.table(table) + " ALTER COLUMN ";
    now.keySet().stream()
        .filter(name -> !next.containsKey(name))
        .forEach(name -> statements.add(alter + Literals.name(name) + " DROP DEFAULT"));
    next.forEach(
        (name, expression) -> {
          if (!expression.equals(now.get(name)))
            statements.add(alter + Literals.name(name) + " SET DEFAULT " + expression);
        });
    return statements;
  }

  private static void change(
      TableName table, Column now, Column next, String alter, List<String> statements) {
    String name = now.name();
    if (now.repeated() != next.repeated())
      throw refused(
          table, "Field " + name + " has changed mode from " + mode(now) + " to " + mode(next));
    if (!now.required() && next.required())
      throw refused(table, "Field " + name + " has changed mode from NULLABLE to REQUIRED");
    if (now.type() != next.type()) {
      if (!widens(now, next))
        throw refused(
            table, "Field " + name + " has changed type from " + now.type() + " to " + next.type());
      statements.add(
          alter + "ALTER COLUMN " + Literals.name(name) + " SET DATA TYPE " + Literals.type(next));
    } else if (!now.fields().equals(next.fields())) nested(table, now, next);
    if (now.required() && !next.required())
      statements.add(alter + "ALTER COLUMN " + Literals.name(name) + " DROP NOT NULL");
  }

  private static void nested(TableName table, Column now, Column next) {
    for (var field : now.fields())
      if (find(next.fields(), field.name()).isEmpty())
        throw refused(
            table, "Field " + now.name() + "." + field.name() + " is missing in new schema");
    if (next.fields().size() != now.fields().size())
      throw Unserved.RECORD_GROWTH.refusal(now.name());
  }

  private static boolean widens(Column now, Column next) {
    return switch (now.type()) {
      case INT64 ->
          switch (next.type()) {
            case NUMERIC, BIGNUMERIC, FLOAT64 -> true;
            default -> false;
          };
      case NUMERIC ->
          switch (next.type()) {
            case BIGNUMERIC, FLOAT64 -> true;
            default -> false;
          };
      default -> false;
    };
  }

  private static String mode(Column column) {
    return column.repeated() ? "REPEATED" : column.required() ? "REQUIRED" : "NULLABLE";
  }

  private static Optional<Column> find(List<Column> columns, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return columns.stream()
        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  private static ApiException refused(TableName table, String why) {
    return new ApiException(
        Reason.INVALID, "Provided Schema does not match Table " + table + ". " + why + ".");
  }
}
