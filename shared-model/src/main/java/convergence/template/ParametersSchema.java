package convergence.template;

import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request to start a template may say, as JSON Schema (2020-12): `date` and the declared parameters,
/// nothing else.
public final class ParametersSchema {
  private ParametersSchema() {}

  public static Map<String, Object> of(PipelineTemplate template) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put(
        "date",
        ordered(
            "type", "string", "format", "date", "description", "{date}; default: today in UTC"));
    var required = new ArrayList<String>();
    for (var spec : template.parameters().values()) {
      properties.put(spec.name(), property(spec));
      if (spec.required()) required.add(spec.name());
    }
    var schema =
        ordered(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema",
            "title",
            template.key().toString(),
            "type",
            "object",
            "properties",
            properties);
    if (!required.isEmpty()) schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> property(ParameterSpec spec) {
    var property = ordered("type", jsonType(spec));
    if (spec.type() == SqlType.DATE) property.put("format", "date");
    if (spec.type() == SqlType.TIMESTAMP) property.put("format", "date-time");
    if (!spec.description().isEmpty()) property.put("description", spec.description());
    var fallback = Values.shown(spec.type(), spec.fallback());
    if (fallback != null) property.put("default", fallback);
    if (!spec.allowed().isEmpty()) {
      var values = new ArrayList<@Nullable Object>();
      for (String text : spec.allowed()) values.add(Values.shown(spec.type(), text));
      if (!spec.required()) values.add(null);
      property.put("enum", values);
    }
    if (spec.min() != null) property.put("minimum", new BigDecimal(spec.min()));
    if (spec.max() != null) property.put("maximum", new BigDecimal(spec.max()));
    if (spec.type() == SqlType.STRING) property.put("maxLength", spec.maxLength());
    return property;
  }

  private static Object jsonType(ParameterSpec spec) {
    String type =
        switch (spec.type()) {
          case INT64 -> "integer";
          case NUMERIC, FLOAT64 -> "number";
          case BOOL -> "boolean";
          case STRING,
              DATE,
              TIMESTAMP,
              BYTES,
              BIGNUMERIC,
              DATETIME,
              TIME,
              INTERVAL,
              JSON,
              GEOGRAPHY,
              RANGE_DATE,
              RANGE_DATETIME,
              RANGE_TIMESTAMP,
              STRUCT ->
              "string";
        };
    return spec.required() ? type : List.of(type, "null");
  }

  private static Map<String, Object> ordered(Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
    return map;
  }
}
