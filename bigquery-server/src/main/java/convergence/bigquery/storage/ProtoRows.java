package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.AnnotationsProto;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.rows.Missing;
import convergence.bigquery.rows.Texts;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import io.grpc.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A writer's protobuf rows as rows of the table. Fields go by name, as the writer's schema has
/// them.
final class ProtoRows {
  /// A row that does not fit.
  static final class BadRow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRow(String message) {
      super(message);
    }
  }

  private static final ExtensionRegistry EXTENSIONS = extensions();
  private final List<Column> columns;
  private final Set<String> defaulted;
  private final Descriptor descriptor;

  private static ExtensionRegistry extensions() {
    var registry = ExtensionRegistry.newInstance();
    registry.add(AnnotationsProto.columnName);
    return registry;
  }

  /// @param defaulted names of columns that have a default, which they take when the writer's
  ///     schema lacks them
  /// @throws io.grpc.StatusRuntimeException the writer has fields that the table lacks
  ProtoRows(List<Column> columns, Set<String> defaulted, ProtoSchema schema) {
    this.columns = columns;
    this.defaulted = defaulted;
    try {
      var file =
          FileDescriptorProto.newBuilder()
              .setName("row.proto")
              .addMessageType(schema.getProtoDescriptor())
              .build();
      this.descriptor =
          FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().getFirst();
    } catch (DescriptorValidationException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription("Invalid proto schema: " + e.getMessage())
          .asRuntimeException();
    }
    for (var field : descriptor.getFields())
      if (columns.stream().noneMatch(column -> column.name().equalsIgnoreCase(name(field))))
        throw Status.INVALID_ARGUMENT
            .withDescription(
                "Input schema has more fields than BigQuery schema, extra fields: '"
                    + name(field)
                    + "'")
            .asRuntimeException();
  }

  private static String name(FieldDescriptor field) {
    try {
      var options = FieldOptions.parseFrom(field.getOptions().toByteString(), EXTENSIONS);
      return options.hasExtension(AnnotationsProto.columnName)
          ? options.getExtension(AnnotationsProto.columnName)
          : field.getName();
    } catch (InvalidProtocolBufferException _) {
      return field.getName();
    }
  }

  /// @param filled names of columns whose default stands for what the row leaves out, too
  /// @throws BadRow it does not fit
  List<@Nullable Object> row(ByteString bytes, Predicate<String> filled) {
    try {
      var message = DynamicMessage.parseFrom(descriptor, bytes);
      var row = new ArrayList<@Nullable Object>(columns.size());
      for (var column : columns)
        row.add(isMissing(message, column, filled) ? Missing.HERE : value(message, column, ""));
      return row;
    } catch (InvalidProtocolBufferException e) {
      throw new BadRow("Invalid proto row: " + e.getMessage());
    }
  }

  private static List<@Nullable Object> struct(Message message, List<Column> fields, String path) {
    var row = new ArrayList<@Nullable Object>(fields.size());
    for (var column : fields) row.add(value(message, column, path));
    return row;
  }

  private boolean isMissing(Message message, Column column, Predicate<String> filled) {
    if (!defaulted.contains(column.name())) return false;
    var field = find(descriptor, column);
    if (field == null) return true;
    boolean given =
        field.isRepeated()
            ? message.getRepeatedFieldCount(field) > 0
            : !field.hasPresence() || message.hasField(field);
    return !given && filled.test(column.name());
  }

  private static @Nullable Object value(Message message, Column column, String path) {
    var field = find(message.getDescriptorForType(), column);
    Object value =
        field == null ? column.repeated() ? List.of() : null : value(message, field, column, path);
    if (value == null && column.required())
      throw new BadRow("Field " + path + column.name() + " is required, but has no value");
    return value;
  }

  private static @Nullable FieldDescriptor find(Descriptor descriptor, Column column) {
    for (var field : descriptor.getFields())
      if (name(field).equalsIgnoreCase(column.name())) return field;
    return null;
  }

  private static @Nullable Object value(
      Message message, FieldDescriptor field, Column column, String path) {
    if (field.isRepeated() != column.repeated())
      throw new BadRow("Field " + path + column.name() + " has another mode in the table");
    if (!field.isRepeated()) {
      if (field.hasPresence() && !message.hasField(field)) return null;
      return one(message.getField(field), column, path);
    }
    var list = new ArrayList<@Nullable Object>();
    for (Object element : (List<?>) message.getField(field)) list.add(one(element, column, path));
    return list;
  }

  private static Object one(Object value, Column column, String path) {
    if (value instanceof String text && column.type() != SqlType.STRUCT)
      return text(text, column, path);
    if (value instanceof EnumValueDescriptor named)
      return column.type() == SqlType.INT64
          ? (Object) (long) named.getNumber()
          : text(named.getName(), column, path);
    try {
      return switch (column.type()) {
        case STRUCT ->
            map(
                column.fields(),
                struct((Message) value, column.fields(), path + column.name() + "."));
        case INT64 -> ((Number) value).longValue();
        case FLOAT64 -> ((Number) value).doubleValue();
        case BOOL -> value instanceof Number number ? number.longValue() != 0 : (Boolean) value;
        case BYTES -> ((ByteString) value).toByteArray();
        case STRING, JSON, GEOGRAPHY, INTERVAL ->
            value instanceof ByteString bytes ? bytes.toStringUtf8() : value.toString();
        case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> throw Unserved.RANGE_ROWS.refusal();
        case DATE -> LocalDate.ofEpochDay(((Number) value).longValue());
        case TIMESTAMP -> Instant.EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS);
        case TIME -> time(((Number) value).longValue());
        case DATETIME -> datetime(((Number) value).longValue());
        case NUMERIC -> decimal(value, 9);
        case BIGNUMERIC -> decimal(value, 38);
      };
    } catch (ClassCastException | java.time.DateTimeException e) {
      throw new BadRow(
          "Field " + path + column.name() + " is no " + column.type() + ": " + e.getMessage());
    }
  }

  private static Object text(String text, Column column, String path) {
    try {
      return Texts.value(column.type(), text);
    } catch (Texts.BadText e) {
      throw new BadRow("Field " + path + column.name() + ": " + e.getMessage());
    }
  }

  private static Map<String, @Nullable Object> map(
      List<Column> fields, List<@Nullable Object> values) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < fields.size(); i++) map.put(fields.get(i).name(), values.get(i));
    return map;
  }

  /// Hours, minutes, seconds and microseconds packed into one number.
  private static LocalTime time(long packed) {
    int seconds = (int) (packed >> 20);
    return LocalTime.of(
        seconds >> 12 & 31, seconds >> 6 & 63, seconds & 63, (int) (packed & 0xfffff) * 1000);
  }

  /// The same behind year, month and day.
  private static LocalDateTime datetime(long packed) {
    long date = packed >> 37;
    return LocalDate.of((int) (date >> 9), (int) (date >> 5 & 15), (int) (date & 31))
        .atTime(time(packed & (1L << 37) - 1));
  }

  /// Scaled whole numbers, least byte first.
  private static BigDecimal decimal(Object value, int scale) {
    if (value instanceof Number number) return new BigDecimal(number.toString());
    byte[] bytes = ((ByteString) value).toByteArray();
    for (int i = 0; i < bytes.length / 2; i++) {
      byte other = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = other;
    }
    return bytes.length == 0 ? BigDecimal.ZERO : new BigDecimal(new BigInteger(bytes), scale);
  }
}
