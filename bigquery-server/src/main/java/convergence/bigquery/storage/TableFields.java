package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.TableSchema;
import convergence.bigquery.http.Unserved;
import convergence.warehouse.Column;
import java.util.List;

/// Columns as the Storage API writes them.
final class TableFields {
  private TableFields() {}

  static TableSchema schema(List<Column> columns) {
    var schema = TableSchema.newBuilder();
    for (var column : columns) schema.addFields(field(column));
    return schema.build();
  }

  private static TableFieldSchema field(Column column) {
    var field =
        TableFieldSchema.newBuilder()
            .setName(column.name())
            .setType(type(column))
            .setMode(
                column.repeated()
                    ? TableFieldSchema.Mode.REPEATED
                    : column.required()
                        ? TableFieldSchema.Mode.REQUIRED
                        : TableFieldSchema.Mode.NULLABLE)
            .setDescription(column.description());
    for (var nested : column.fields()) field.addFields(field(nested));
    return field.build();
  }

  private static TableFieldSchema.Type type(Column column) {
    return switch (column.type()) {
      case STRING -> TableFieldSchema.Type.STRING;
      case BYTES -> TableFieldSchema.Type.BYTES;
      case INT64 -> TableFieldSchema.Type.INT64;
      case FLOAT64 -> TableFieldSchema.Type.DOUBLE;
      case NUMERIC -> TableFieldSchema.Type.NUMERIC;
      case BIGNUMERIC -> TableFieldSchema.Type.BIGNUMERIC;
      case BOOL -> TableFieldSchema.Type.BOOL;
      case DATE -> TableFieldSchema.Type.DATE;
      case DATETIME -> TableFieldSchema.Type.DATETIME;
      case TIME -> TableFieldSchema.Type.TIME;
      case TIMESTAMP -> TableFieldSchema.Type.TIMESTAMP;
      case INTERVAL -> TableFieldSchema.Type.INTERVAL;
      case JSON -> TableFieldSchema.Type.JSON;
      case GEOGRAPHY -> TableFieldSchema.Type.GEOGRAPHY;
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> throw Unserved.RANGE_ROWS.refusal();
      case STRUCT -> TableFieldSchema.Type.STRUCT;
    };
  }
}
