package convergence.bigquery.catalog;

import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableFieldSchema;
import com.google.api.services.bigquery.model.TableSchema;
import convergence.bigquery.http.Bodies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is said of columns that the warehouse does not keep: it stands in the book.
final class FieldSettings {
  private FieldSettings() {}

  /// @param now as the warehouse knows the columns
  /// @param said as the book does
  static TableSchema told(TableSchema now, @Nullable TableSchema said) {
    if (said != null && said.getFields() != null) tell(now.getFields(), said.getFields());
    return now;
  }

  private static void tell(List<TableFieldSchema> now, List<TableFieldSchema> said) {
    for (var field : now) {
      var other = find(said, field.getName());
      if (other == null) continue;
      // Whoever left the mode out finds it left out.
      if (other.getMode() == null && "NULLABLE".equals(field.getMode())) field.setMode(null);
      field.setDescription(other.getDescription());
      field.setPolicyTags(other.getPolicyTags());
      field.setCollation(other.getCollation());
      field.setRoundingMode(other.getRoundingMode());
      field.setMaxLength(other.getMaxLength());
      field.setPrecision(other.getPrecision());
      field.setScale(other.getScale());
      field.setTimestampPrecision(other.getTimestampPrecision());
      if (field.getFields() != null && other.getFields() != null)
        tell(field.getFields(), other.getFields());
    }
  }

  private static @Nullable TableFieldSchema find(List<TableFieldSchema> fields, String name) {
    for (var field : fields) if (name.equalsIgnoreCase(field.getName())) return field;
    return null;
  }

  /// A new table, whose texts are compared as its owner says where a field says nothing.
  static Table of(Table table) {
    if (table.getSchema() == null || table.getSchema().getFields() == null) return table;
    var fields = Bodies.copy(table.getSchema()).getFields();
    settle(fields, List.of(), table.getDefaultCollation());
    return table.setSchema(new TableSchema().setFields(fields));
  }

  /// The schema that a table gets: policy tags stay where it says nothing of them, and go where it
  /// names none; how a column is compared stays.
  static TableSchema merged(
      @Nullable TableSchema before, TableSchema given, @Nullable String collation) {
    var merged = Bodies.copy(given);
    var old =
        before == null || before.getFields() == null
            ? List.<TableFieldSchema>of()
            : before.getFields();
    settle(merged.getFields(), old, collation);
    return merged;
  }

  private static void settle(
      List<TableFieldSchema> fields, List<TableFieldSchema> before, @Nullable String collation) {
    for (var field : fields) {
      var old = field.getName() == null ? null : find(before, field.getName());
      var tags = field.getPolicyTags();
      if (tags == null && old != null) field.setPolicyTags(old.getPolicyTags());
      if (tags != null && (tags.getNames() == null || tags.getNames().isEmpty()))
        field.setPolicyTags(null);
      String own = old == null ? collation : old.getCollation();
      if (own != null && !own.isEmpty() && isText(field) && field.getCollation() == null)
        field.setCollation(own);
      if (field.getFields() != null)
        settle(
            field.getFields(),
            old == null || old.getFields() == null ? List.of() : old.getFields(),
            collation);
    }
  }

  private static boolean isText(TableFieldSchema field) {
    return "STRING".equalsIgnoreCase(field.getType());
  }
}
