package convergence.bigquery.rows;

import convergence.bigquery.http.Unserved;
import convergence.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/// Avro schemas as BigQuery writes them in exports and read sessions.
public final class AvroSchemas {
  private AvroSchemas() {}

  public static Schema of(List<Column> columns) {
    return record("__root__", columns, new AtomicInteger());
  }

  private static Schema record(String name, List<Column> columns, AtomicInteger names) {
    var fields = new ArrayList<Schema.Field>();
    for (var column : columns) fields.add(new Schema.Field(column.name(), field(column, names)));
    return Schema.createRecord(name, null, null, false, fields);
  }

  private static Schema field(Column column, AtomicInteger names) {
    var one = type(column, names);
    if (column.repeated()) return Schema.createArray(one);
    return column.required() ? one : Schema.createUnion(Schema.create(Schema.Type.NULL), one);
  }

  private static Schema type(Column column, AtomicInteger names) {
    return switch (column.type()) {
      case INT64 -> Schema.create(Schema.Type.LONG);
      case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
      case BOOL -> Schema.create(Schema.Type.BOOLEAN);
      case STRING -> Schema.create(Schema.Type.STRING);
      case BYTES -> Schema.create(Schema.Type.BYTES);
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case TIME -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case NUMERIC -> LogicalTypes.decimal(38, 9).addToSchema(Schema.create(Schema.Type.BYTES));
      case BIGNUMERIC -> LogicalTypes.decimal(77, 38).addToSchema(Schema.create(Schema.Type.BYTES));
      case DATETIME, JSON, GEOGRAPHY, INTERVAL -> text(column.type().name());
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> throw Unserved.RANGE_ROWS.refusal();
      case STRUCT -> record("__s_" + names.getAndIncrement(), column.fields(), names);
    };
  }

  private static Schema text(String sqlType) {
    var schema = Schema.create(Schema.Type.STRING);
    schema.addProp("sqlType", sqlType);
    return schema;
  }
}
