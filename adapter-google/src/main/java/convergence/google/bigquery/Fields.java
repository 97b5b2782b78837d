package convergence.google.bigquery;

import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldElementType;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Columns as BigQuery's fields, both ways.
final class Fields {
  private Fields() {}

  static Schema schema(List<Column> columns) {
    return Schema.of(columns.stream().map(Fields::field).toList());
  }

  static Field field(Column column) {
    var bound = column.type().bound();
    var type =
        bound == null
            ? StandardSQLTypeName.valueOf(column.type().name())
            : StandardSQLTypeName.RANGE;
    var field =
        column.fields().isEmpty()
            ? Field.newBuilder(column.name(), type)
            : Field.newBuilder(
                column.name(),
                type,
                FieldList.of(column.fields().stream().map(Fields::field).toList()));
    if (!column.description().isEmpty()) field.setDescription(column.description());
    if (bound != null)
      field.setRangeElementType(FieldElementType.newBuilder().setType(bound.name()).build());
    return field.setMode(mode(column)).build();
  }

  private static Field.Mode mode(Column column) {
    if (column.repeated()) return Field.Mode.REPEATED;
    return column.required() ? Field.Mode.REQUIRED : Field.Mode.NULLABLE;
  }

  static List<Column> columns(@Nullable Schema schema) {
    return schema == null ? List.of() : columns(schema.getFields());
  }

  private static List<Column> columns(List<Field> fields) {
    return fields.stream().map(Fields::column).toList();
  }

  static Column column(Field field) {
    var bound = field.getRangeElementType();
    var type =
        bound == null
            ? SqlType.valueOf(field.getType().getStandardType().name())
            : SqlType.valueOf(bound.getType()).range();
    return new Column(
        field.getName(),
        type,
        field.getMode() == Field.Mode.REPEATED,
        field.getMode() == Field.Mode.REQUIRED,
        type == SqlType.STRUCT ? columns(field.getSubFields()) : List.of(),
        Objects.requireNonNullElse(field.getDescription(), ""));
  }
}
