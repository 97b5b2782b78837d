package convergence.bigquery.rows;

import com.google.api.services.bigquery.model.TableFieldSchema;
import com.google.api.services.bigquery.model.TableFieldSchema.RangeElementType;
import com.google.api.services.bigquery.model.TableSchema;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Columns as REST writes them, and back.
public final class Fields {
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Pc}\\p{Pd}&%=+:'<>#| ]{1,300}");

  private Fields() {}

  public static TableSchema schema(List<Column> columns) {
    return new TableSchema().setFields(columns.stream().map(Fields::field).toList());
  }

  private static TableFieldSchema field(Column column) {
    var field =
        new TableFieldSchema()
            .setName(column.name())
            .setType(type(column.type()))
            .setMode(column.repeated() ? "REPEATED" : column.required() ? "REQUIRED" : "NULLABLE");
    if (!column.description().isEmpty()) field.setDescription(column.description());
    var bound = column.type().bound();
    if (bound != null) field.setRangeElementType(new RangeElementType().setType(bound.name()));
    if (column.type() == SqlType.STRUCT)
      field.setFields(column.fields().stream().map(Fields::field).toList());
    return field;
  }

  private static String type(SqlType type) {
    return switch (type) {
      case INT64 -> "INTEGER";
      case FLOAT64 -> "FLOAT";
      case BOOL -> "BOOLEAN";
      case STRUCT -> "RECORD";
      case STRING,
          BYTES,
          NUMERIC,
          BIGNUMERIC,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          INTERVAL,
          JSON,
          GEOGRAPHY ->
          type.name();
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> "RANGE";
    };
  }

  public static List<Column> columns(@Nullable TableSchema schema) {
    return schema == null || schema.getFields() == null ? List.of() : columns(schema.getFields());
  }

  /// The expressions that columns begin with, by the columns' names.
  public static Map<String, String> defaults(@Nullable TableSchema schema) {
    if (schema == null || schema.getFields() == null) return Map.of();
    return schema.getFields().stream()
        .filter(field -> field.getDefaultValueExpression() != null)
        .filter(field -> !field.getDefaultValueExpression().isBlank())
        .collect(
            Collectors.toMap(
                TableFieldSchema::getName, TableFieldSchema::getDefaultValueExpression));
  }

  private static List<Column> columns(List<TableFieldSchema> fields) {
    Set<String> names = new HashSet<>();
    for (var field : fields)
      if (field.getName() != null && !names.add(field.getName().toLowerCase(Locale.ROOT)))
        throw ApiException.invalid("Field " + field.getName() + " already exists in schema");
    return fields.stream().map(Fields::column).toList();
  }

  private static Column column(TableFieldSchema field) {
    if (field.getName() == null) throw ApiException.required("name");
    if (!NAME.matcher(field.getName()).matches())
      throw ApiException.invalid("Invalid field name \"" + field.getName() + "\".");
    if (field.getType() == null) throw ApiException.required("type");
    check(field);
    var type = field.getType().equalsIgnoreCase("RANGE") ? range(field) : type(field.getType());
    String mode = field.getMode() == null ? "NULLABLE" : field.getMode().toUpperCase(Locale.ROOT);
    if (!Set.of("NULLABLE", "REQUIRED", "REPEATED").contains(mode))
      throw ApiException.invalid("Invalid value for mode: " + field.getMode());
    List<Column> fields =
        type == SqlType.STRUCT && field.getFields() != null
            ? columns(field.getFields())
            : List.of();
    if (type == SqlType.STRUCT && fields.isEmpty())
      throw ApiException.invalid("Field " + field.getName() + " is type RECORD but has no schema");
    return new Column(
        field.getName(),
        type,
        mode.equals("REPEATED"),
        mode.equals("REQUIRED"),
        fields,
        field.getDescription() == null ? "" : field.getDescription());
  }

  private static SqlType range(TableFieldSchema field) {
    var bound = field.getRangeElementType();
    if (bound == null || bound.getType() == null) throw ApiException.required("rangeElementType");
    try {
      return type(bound.getType()).range();
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid("Invalid value for rangeElementType: " + bound.getType());
    }
  }

  /// @throws ApiException it asks for what is not served
  private static void check(TableFieldSchema field) {
    var digits = field.getTimestampPrecision();
    if (digits != null && digits == 12) throw Unserved.TIMESTAMP_PRECISION.refusal();
    if (digits != null && digits != 6)
      throw ApiException.invalid("Invalid value for timestampPrecision: " + digits);
    if (field.getGeneratedColumn() != null) throw Unserved.GENERATED_COLUMN.refusal();
    if (field.getDataPolicies() != null && !field.getDataPolicies().isEmpty())
      throw Unserved.DATA_POLICIES.refusal();
  }

  /// By its name in REST or in GoogleSQL.
  public static SqlType type(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "INTEGER", "INT64", "INT", "SMALLINT", "BIGINT", "TINYINT", "BYTEINT" -> SqlType.INT64;
      case "FLOAT", "FLOAT64" -> SqlType.FLOAT64;
      case "BOOLEAN", "BOOL" -> SqlType.BOOL;
      case "RECORD", "STRUCT" -> SqlType.STRUCT;
      case "NUMERIC", "DECIMAL" -> SqlType.NUMERIC;
      case "BIGNUMERIC", "BIGDECIMAL" -> SqlType.BIGNUMERIC;
      case "STRING" -> SqlType.STRING;
      case "BYTES" -> SqlType.BYTES;
      case "DATE" -> SqlType.DATE;
      case "DATETIME" -> SqlType.DATETIME;
      case "TIME" -> SqlType.TIME;
      case "TIMESTAMP" -> SqlType.TIMESTAMP;
      case "JSON" -> SqlType.JSON;
      case "INTERVAL" -> SqlType.INTERVAL;
      case "GEOGRAPHY" -> SqlType.GEOGRAPHY;
      default ->
          throw ApiException.invalid("Invalid value for type: " + name + " is not a valid value");
    };
  }
}
