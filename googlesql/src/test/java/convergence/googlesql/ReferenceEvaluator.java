package convergence.googlesql;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.zetasql.PreparedQuery;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import com.google.zetasql.SqlException;
import com.google.zetasql.TableContent;
import com.google.zetasql.Type;
import com.google.zetasql.Value;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLValue.ValueProto;
import com.google.zetasql.io.grpc.StatusRuntimeException;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// ZetaSQL's reference evaluator over tables that are handed over whole: slow, and the meaning of GoogleSQL where
/// BigQuery does not differ from it. Its values are `String`, `Long`, `Double`, `BigDecimal`, `Boolean`, `byte[]`,
/// `LocalDate`, `LocalDateTime`, `LocalTime`, `Instant`, and lists for arrays and structs. For one thread.
public final class ReferenceEvaluator {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private final Dialect dialect = new Dialect();
  private final SimpleCatalog catalog = new SimpleCatalog("reference");
  private final Map<String, TableContent> contents = new HashMap<>();

  public ReferenceEvaluator() {
    catalog.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(dialect.language()));
    dialect.addedFunctions().forEach(catalog::addFunction);
  }

  public sealed interface Answer {
    record Rows(List<List<@Nullable Object>> rows) implements Answer {}

    record Failed(String message) implements Answer {}
  }

  /// Adds a table, or replaces one.
  public void table(String name, List<Column> columns, List<List<@Nullable Object>> rows) {
    List<SimpleColumn> known = new ArrayList<>();
    for (var column : columns) known.add(new SimpleColumn(name, column.name(), Types.of(column)));
    if (catalog.getTableNameList().contains(name)) catalog.removeSimpleTable(name);
    catalog.addSimpleTable(new SimpleTable(name, known));
    List<List<Value>> values = new ArrayList<>();
    for (var row : rows) {
      List<Value> cells = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        cells.add(value(Types.of(columns.get(i)), row.get(i)));
      }
      values.add(cells);
    }
    contents.put(name, TableContent.create(values));
  }

  /// What the query gives.
  public Answer answer(String sql) {
    try (var query =
        PreparedQuery.builder()
            .setSql(sql)
            .setAnalyzerOptions(dialect.analyzer(BoundSql.of(sql)))
            .setCatalog(catalog)
            .setTablesContents(contents)
            .prepare()) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (var row : query.execute(Map.of()).getTableData()) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (var cell : row) cells.add(plain(cell));
        rows.add(cells);
      }
      return new Answer.Rows(rows);
    } catch (SqlException | StatusRuntimeException e) {
      return new Answer.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static Value value(Type type, @Nullable Object plain) {
    if (plain == null) return Value.createNullValue(type);
    if (type.isArray()) {
      var element = type.asArray().getElementType();
      return Value.createArrayValue(
          type.asArray(), ((List<?>) plain).stream().map(e -> value(element, e)).toList());
    }
    if (type.isStruct()) {
      List<Value> fields = new ArrayList<>();
      for (int i = 0; i < type.asStruct().getFieldCount(); i++) {
        fields.add(value(type.asStruct().getField(i).getType(), ((List<?>) plain).get(i)));
      }
      return Value.createStructValue(type.asStruct(), fields);
    }
    return switch (plain) {
      case Long number -> Value.createInt64Value(number);
      case Double number -> Value.createDoubleValue(number);
      case BigDecimal number ->
          type.isBigNumeric()
              ? Value.createBigNumericValue(number)
              : Value.createNumericValue(number);
      case Boolean truth -> Value.createBoolValue(truth);
      case byte[] bytes -> Value.createBytesValue(ByteString.copyFrom(bytes));
      case LocalDate date -> Value.createDateValue(date);
      case LocalDateTime time -> Value.createDatetimeValue(time);
      case LocalTime time -> Value.createTimeValue(time);
      case Instant instant -> timestamp(type, instant);
      case String text ->
          type.isJson() ? Value.createJsonValue(text) : Value.createStringValue(text);
      default -> throw new IllegalArgumentException("no value: " + plain);
    };
  }

  private static Value timestamp(Type type, Instant instant) {
    return Value.deserialize(
        type,
        ValueProto.newBuilder()
            .setTimestampValue(
                Timestamp.newBuilder()
                    .setSeconds(instant.getEpochSecond())
                    .setNanos(instant.getNano()))
            .build());
  }

  private static @Nullable Object plain(Value value) {
    if (value.isNull()) return null;
    return switch (value.getType().getKind()) {
      case TYPE_ARRAY -> plain(value.getElementList());
      case TYPE_STRUCT -> plain(value.getFieldList());
      case TYPE_STRING -> value.getStringValue();
      case TYPE_BYTES -> value.getBytesValue().toByteArray();
      case TYPE_INT64 -> value.getInt64Value();
      case TYPE_DOUBLE -> value.getDoubleValue();
      case TYPE_NUMERIC -> value.getNumericValue();
      case TYPE_BIGNUMERIC -> value.getBigNumericValue();
      case TYPE_BOOL -> value.getBoolValue();
      case TYPE_DATE -> value.getLocalDateValue();
      case TYPE_DATETIME -> value.getLocalDateTimeValue();
      case TYPE_TIME -> value.getLocalTimeValue();
      case TYPE_TIMESTAMP -> {
        var timestamp = value.getProto().getTimestampValue();
        yield Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
      }
      case TYPE_JSON -> value.getJsonValue();
      case TYPE_RANGE -> range(value);
      default -> throw new IllegalArgumentException("no value of ours: " + value.getType());
    };
  }

  private static String range(Value value) {
    var bounds = value.getProto().getRangeValue();
    var type = value.getType().asRange().getElementType();
    return "["
        + bound(Value.deserialize(type, bounds.getStart()))
        + ", "
        + bound(Value.deserialize(type, bounds.getEnd()))
        + ")";
  }

  private static String bound(Value bound) {
    Object plain = plain(bound);
    return switch (plain) {
      case null -> "UNBOUNDED";
      case Instant instant ->
          LocalDateTime.ofInstant(instant, java.time.ZoneOffset.UTC).format(SECONDS) + "+00";
      case LocalDateTime time -> time.format(SECONDS);
      default -> plain.toString();
    };
  }

  private static List<@Nullable Object> plain(List<Value> values) {
    List<@Nullable Object> plain = new ArrayList<>();
    for (var value : values) plain.add(plain(value));
    return plain;
  }
}
