package convergence.bigquery.load;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/// Avro files; columns go by name.
final class AvroRows implements RowSource {
  private final List<Path> files;
  private final List<Column> columns;

  AvroRows(List<Path> files, List<Column> columns) {
    this.files = files;
    this.columns = columns;
  }

  /// @param logical logical types become their own; else their plain ones, but for what has no
  ///   other reading
  static List<Column> columns(Path file, boolean logical) throws IOException {
    try (var reader = open(file)) {
      return fields(reader.getSchema(), logical);
    }
  }

  private static DataFileReader<GenericRecord> open(Path file) throws IOException {
    try {
      return new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>());
    } catch (IOException e) {
      throw ApiException.invalid(
          "Error while reading data, error message: The Apache Avro library failed to parse the"
              + " header: "
              + e.getMessage());
    }
  }

  private static List<Column> fields(Schema record, boolean logical) {
    return record.getFields().stream()
        .map(field -> column(field.name(), field.schema(), logical))
        .toList();
  }

  private static Column column(String name, Schema schema, boolean logical) {
    var plain = withoutNull(schema);
    boolean required = schema.getType() != Schema.Type.UNION;
    if (plain.getType() == Schema.Type.ARRAY) {
      var element = column(name, plain.getElementType(), logical);
      return new Column(name, element.type(), true, false, element.fields(), "");
    }
    if (plain.getType() == Schema.Type.RECORD)
      return new Column(name, SqlType.STRUCT, false, required, fields(plain, logical), "");
    return new Column(name, type(plain, logical), false, required, List.of(), "");
  }

  private static Schema withoutNull(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) return schema;
    var types =
        schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (types.size() != 1) throw Unserved.AVRO_UNION.refusal();
    return types.getFirst();
  }

  private static SqlType type(Schema schema, boolean logical) {
    var type = schema.getLogicalType();
    String sqlType = schema.getProp("sqlType");
    if (sqlType != null) return convergence.bigquery.rows.Fields.type(sqlType);
    if (type instanceof LogicalTypes.Decimal decimal)
      return decimal.getScale() <= 9 ? SqlType.NUMERIC : SqlType.BIGNUMERIC;
    if (type instanceof LogicalTypes.Date) return SqlType.DATE;
    if (logical && type != null)
      switch (type.getName()) {
        case "timestamp-micros", "timestamp-millis" -> {
          return SqlType.TIMESTAMP;
        }
        case "time-micros", "time-millis" -> {
          return SqlType.TIME;
        }
        case "local-timestamp-micros", "local-timestamp-millis" -> {
          return SqlType.DATETIME;
        }
        default -> {}
      }
    return switch (schema.getType()) {
      case BOOLEAN -> SqlType.BOOL;
      case INT, LONG -> SqlType.INT64;
      case FLOAT, DOUBLE -> SqlType.FLOAT64;
      case BYTES, FIXED -> SqlType.BYTES;
      case STRING, ENUM -> SqlType.STRING;
      case RECORD, ARRAY, MAP, UNION, NULL ->
          throw Unserved.AVRO_TYPE.refusal(schema.getType().getName());
    };
  }

  @Override
  public void read(Sink sink) throws IOException {
    for (Path file : files)
      try (var reader = open(file)) {
        for (var record : reader) sink.row(row(record, columns));
      }
  }

  private static List<@Nullable Object> row(GenericRecord record, List<Column> columns) {
    var row = new ArrayList<@Nullable Object>(columns.size());
    for (var column : columns) {
      var field =
          record.getSchema().getFields().stream()
              .filter(f -> f.name().equalsIgnoreCase(column.name()))
              .findFirst();
      row.add(
          field.isEmpty()
              ? column.repeated() ? List.of() : null
              : value(record.get(field.get().pos()), field.get().schema(), column));
    }
    return row;
  }

  private static @Nullable Object value(@Nullable Object given, Schema schema, Column column) {
    if (given == null) return column.repeated() ? List.of() : null;
    var plain = withoutNull(schema);
    if (!column.repeated()) return one(given, plain, column);
    var list = new ArrayList<@Nullable Object>();
    for (Object element : (List<?>) given)
      list.add(one(element, withoutNull(plain.getElementType()), column));
    return list;
  }

  private static Object one(Object given, Schema schema, Column column) {
    return switch (column.type()) {
      case STRUCT -> struct((GenericRecord) given, column);
      case INT64 -> ((Number) given).longValue();
      case FLOAT64 -> ((Number) given).doubleValue();
      case BOOL -> (Boolean) given;
      case BYTES -> bytes(given);
      case NUMERIC, BIGNUMERIC -> decimal(given, schema);
      case DATE ->
          given instanceof Number days
              ? LocalDate.ofEpochDay(days.longValue())
              : LocalDate.parse(given.toString());
      case TIMESTAMP ->
          given instanceof Number number
              ? moment(number.longValue(), schema)
              : convergence.bigquery.rows.Texts.value(SqlType.TIMESTAMP, given.toString());
      case TIME ->
          given instanceof Number number
              ? LocalTime.ofNanoOfDay(micros(number.longValue(), schema) * 1000)
              : convergence.bigquery.rows.Texts.value(SqlType.TIME, given.toString());
      case DATETIME ->
          given instanceof Number number
              ? LocalDateTime.ofInstant(
                  moment(number.longValue(), schema), java.time.ZoneOffset.UTC)
              : convergence.bigquery.rows.Texts.value(SqlType.DATETIME, given.toString());
      case STRING, JSON, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, INTERVAL ->
          given.toString();
    };
  }

  private static Map<String, @Nullable Object> struct(GenericRecord record, Column column) {
    var values = row(record, column.fields());
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < values.size(); i++) map.put(column.fields().get(i).name(), values.get(i));
    return map;
  }

  private static byte[] bytes(Object given) {
    if (given instanceof GenericFixed fixed) return fixed.bytes();
    var buffer = ((ByteBuffer) given).duplicate();
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static BigDecimal decimal(Object given, Schema schema) {
    if (given instanceof Number number) return new BigDecimal(number.toString());
    if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal))
      return new BigDecimal(given.toString());
    return new BigDecimal(new BigInteger(bytes(given)), decimal.getScale());
  }

  private static long micros(long value, Schema schema) {
    var type = schema.getLogicalType();
    return type != null && type.getName().endsWith("millis") ? value * 1000 : value;
  }

  private static Instant moment(long value, Schema schema) {
    return Instant.EPOCH.plus(micros(value, schema), ChronoUnit.MICROS);
  }
}
