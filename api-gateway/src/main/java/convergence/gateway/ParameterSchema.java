package convergence.gateway;

import convergence.template.ParameterSpec;
import convergence.template.PipelineTemplate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request's body may set, as JSON Schema (2020-12): the template's parameters and `date`.
final class ParameterSchema {
  private ParameterSchema() {}

  static Map<String, Object> of(PipelineTemplate template) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put(
        "date",
        Map.of("type", "string", "format", "date", "description", "{date}; default: today, UTC"));
    var required = new ArrayList<String>();
    for (var parameter : template.parameters().values()) {
      properties.put(parameter.name(), property(parameter));
      if (parameter.required()) required.add(parameter.name());
    }
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> property(ParameterSpec parameter) {
    var schema = new LinkedHashMap<String, Object>(type(parameter));
    if (!parameter.description().isEmpty()) schema.put("description", parameter.description());
    if (parameter.fallback() != null) schema.put("default", value(parameter, parameter.fallback()));
    if (!parameter.allowed().isEmpty())
      schema.put("enum", parameter.allowed().stream().map(t -> value(parameter, t)).toList());
    if (parameter.min() != null) schema.put("minimum", new BigDecimal(parameter.min()));
    if (parameter.max() != null) schema.put("maximum", new BigDecimal(parameter.max()));
    return schema;
  }

  private static Map<String, Object> type(ParameterSpec parameter) {
    return switch (parameter.type()) {
      case INT64 -> Map.of("type", "integer");
      case FLOAT64 -> Map.of("type", "number");
      case NUMERIC, BIGNUMERIC -> Map.of("type", List.of("number", "string"));
      case BOOL -> Map.of("type", "boolean");
      case DATE -> Map.of("type", "string", "format", "date");
      case TIMESTAMP -> Map.of("type", "string", "format", "date-time");
      case STRING -> Map.of("type", "string", "maxLength", parameter.maxLength());
      default -> Map.of("type", "string");
    };
  }

  private static Object value(ParameterSpec parameter, @Nullable String text) {
    if (text == null) return "";
    return switch (parameter.type()) {
      case INT64, FLOAT64, NUMERIC, BIGNUMERIC -> number(text);
      case BOOL -> Boolean.valueOf(text);
      default -> text;
    };
  }

  private static Object number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
