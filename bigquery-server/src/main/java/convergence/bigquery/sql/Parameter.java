package convergence.bigquery.sql;

import com.google.api.client.util.Data;
import com.google.api.services.bigquery.model.QueryParameter;
import com.google.api.services.bigquery.model.QueryParameterType;
import com.google.api.services.bigquery.model.QueryParameterValue;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.rows.Texts;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query parameter with its type.
///
/// @param name null: positional
/// @param type its column; the name in it means nothing
/// @param value as in [convergence.warehouse.Rows]
public record Parameter(@Nullable String name, Column type, @Nullable Object value) {
  /// What errors in parameters are about.
  public static final String PLACE = "queryParameters";

  public static List<Parameter> of(@Nullable List<QueryParameter> parameters) {
    return parameters == null ? List.of() : parameters.stream().map(Parameter::one).toList();
  }

  private static Parameter one(QueryParameter parameter) {
    if (parameter.getParameterType() == null) throw ApiException.required("parameterType");
    String name =
        parameter.getName() == null || parameter.getName().isEmpty() ? null : parameter.getName();
    var type = column(name == null ? "p" : name, parameter.getParameterType());
    return new Parameter(name, type, value(type, parameter.getParameterValue()));
  }

  private static Column column(String name, QueryParameterType type) {
    if (type.getType() == null) throw ApiException.required("parameterType.type");
    String word = type.getType().toUpperCase(Locale.ROOT);
    if (!word.equals("ARRAY")) return scalar(name, type, word, false);
    var element = type.getArrayType();
    if (element == null || element.getType() == null)
      throw ApiException.required("parameterType.arrayType");
    return scalar(name, element, element.getType().toUpperCase(Locale.ROOT), true);
  }

  private static Column scalar(
      String name, QueryParameterType type, String word, boolean repeated) {
    if (word.equals("TIMESTAMP") && "12".equals(String.valueOf(type.get("timestampPrecision"))))
      throw Unserved.TIMESTAMP_PRECISION.refusal();
    if (word.equals("RANGE"))
      return new Column(name, range(type.getRangeElementType()), repeated, false, List.of(), "");
    if (!word.equals("STRUCT") && !word.equals("RECORD"))
      return new Column(name, Fields.type(word), repeated, false, List.of(), "");
    var fields = new ArrayList<Column>();
    for (var field :
        type.getStructTypes() == null
            ? List.<QueryParameterType.StructTypes>of()
            : type.getStructTypes())
      fields.add(column(field.getName() == null ? "" : field.getName(), field.getType()));
    return new Column(name, SqlType.STRUCT, repeated, false, fields, "");
  }

  private static SqlType range(@Nullable QueryParameterType bound) {
    if (bound == null || bound.getType() == null)
      throw ApiException.required("parameterType.rangeElementType");
    try {
      return Fields.type(bound.getType()).range();
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid("Invalid value for rangeElementType: " + bound.getType());
    }
  }

  private static @Nullable Object value(Column type, @Nullable QueryParameterValue value) {
    if (value == null || Data.isNull(value)) return null;
    if (!type.repeated()) return one(type, value);
    if (value.getArrayValues() == null) return value.getValue() == null ? null : List.of();
    var list = new ArrayList<@Nullable Object>();
    for (var element : value.getArrayValues()) list.add(one(type, element));
    return list;
  }

  private static @Nullable Object one(Column type, @Nullable QueryParameterValue value) {
    if (value == null || Data.isNull(value)) return null;
    if (type.type() == SqlType.STRUCT) return struct(type, value);
    if (type.type().bound() != null && value.getRangeValue() != null)
      return Texts.range(
          bound(value.getRangeValue().getStart()), bound(value.getRangeValue().getEnd()));
    if (value.getValue() == null || Data.isNull(value.getValue())) return null;
    if (type.type() == SqlType.TIMESTAMP) check(type, value);
    try {
      return Texts.value(type.type(), value.getValue());
    } catch (Texts.BadText _) {
      throw invalid(type, value);
    }
  }

  /// A number, which loads take for seconds, is no TIMESTAMP here; more digits than loads cut off
  /// make another type.
  private static void check(Column type, QueryParameterValue value) {
    String text = value.getValue().strip();
    if (!text.matches("\\d{4}[-/].*")) throw invalid(type, value);
    if (text.matches(".*\\.\\d{10,}.*")) throw Unserved.TIMESTAMP_PRECISION.refusal();
  }

  private static ApiException invalid(Column type, QueryParameterValue value) {
    return new ApiException(
        Reason.INVALID,
        "Invalid value for parameter of type " + type.type() + ": \"" + value.getValue() + "\"",
        PLACE);
  }

  private static @Nullable String bound(@Nullable QueryParameterValue bound) {
    return bound == null || Data.isNull(bound.getValue()) ? null : bound.getValue();
  }

  private static @Nullable Map<String, @Nullable Object> struct(
      Column type, QueryParameterValue value) {
    var given = value.getStructValues();
    if (given == null) return null;
    var fields = new LinkedHashMap<String, @Nullable Object>();
    for (var field : type.fields()) fields.put(field.name(), value(field, given.get(field.name())));
    return fields;
  }
}
