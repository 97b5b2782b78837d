package convergence.google.bigquery;

import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Range;
import com.google.cloud.bigquery.StandardSQLTypeName;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values on their way to BigQuery and back.
final class Cells {
  private Cells() {}

  static Map<String, QueryParameterValue> parameters(BoundSql sql, Map<String, SqlValue> values) {
    var parameters = new LinkedHashMap<String, QueryParameterValue>();
    for (var parameter : sql.parameters()) {
      var value = values.get(parameter.variable());
      parameters.put(
          parameter.name(),
          QueryParameterValue.newBuilder()
              .setType(StandardSQLTypeName.valueOf(parameter.type().name()))
              .setValue(value == null ? null : value.text())
              .build());
    }
    return parameters;
  }

  static QueryParameterValue text(String value) {
    return QueryParameterValue.string(value);
  }

  static List<@Nullable Object> row(FieldValueList values, List<Column> columns) {
    var row = new ArrayList<@Nullable Object>();
    for (int i = 0; i < columns.size(); i++) row.add(value(values.get(i), columns.get(i)));
    return row;
  }

  private static @Nullable Object value(FieldValue value, Column column) {
    if (column.repeated()) {
      var list = new ArrayList<@Nullable Object>();
      if (!value.isNull())
        for (var element : value.getRepeatedValue()) list.add(one(element, column));
      return list;
    }
    return one(value, column);
  }

  private static String range(Range range, SqlType type) {
    return "[" + bound(range.getStart(), type) + ", " + bound(range.getEnd(), type) + ")";
  }

  private static String bound(FieldValue value, SqlType type) {
    if (value.isNull()) return "UNBOUNDED";
    return type == SqlType.RANGE_TIMESTAMP
        ? value.getTimestampInstant().toString().replace('T', ' ').replace("Z", "+00")
        : value.getStringValue().replace('T', ' ');
  }

  private static @Nullable Object one(FieldValue value, Column column) {
    if (value.isNull()) return null;
    return switch (column.type()) {
      case STRING, JSON, GEOGRAPHY, INTERVAL -> value.getStringValue();
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          range(value.getRangeValue(), column.type());
      case INT64 -> value.getLongValue();
      case FLOAT64 -> value.getDoubleValue();
      case NUMERIC, BIGNUMERIC -> plain(value);
      case BOOL -> value.getBooleanValue();
      case BYTES -> value.getBytesValue();
      case DATE -> LocalDate.parse(value.getStringValue());
      case DATETIME -> LocalDateTime.parse(value.getStringValue());
      case TIME -> LocalTime.parse(value.getStringValue());
      case TIMESTAMP -> value.getTimestampInstant();
      case STRUCT -> {
        var struct = new LinkedHashMap<String, @Nullable Object>();
        var fields = value.getRecordValue();
        for (int i = 0; i < column.fields().size(); i++)
          struct.put(column.fields().get(i).name(), value(fields.get(i), column.fields().get(i)));
        yield struct;
      }
    };
  }

  /// Without the zeros behind the point, and without an exponent.
  private static java.math.BigDecimal plain(FieldValue value) {
    var number = value.getNumericValue().stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }
}
