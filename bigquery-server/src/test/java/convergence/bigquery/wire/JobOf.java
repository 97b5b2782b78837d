package convergence.bigquery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// A fixture of the SQL corpus as the body of `jobs.insert`.
final class JobOf {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Map<String, String> NAMES =
      Map.of(
          "use_query_cache", "useQueryCache",
          "maximum_bytes_billed", "maximumBytesBilled",
          "priority", "priority",
          "create_session", "createSession",
          "write_disposition", "writeDisposition",
          "create_disposition", "createDisposition",
          "schema_update_options", "schemaUpdateOptions",
          "time_partitioning", "timePartitioning",
          "range_partitioning", "rangePartitioning");

  private JobOf() {}

  static JsonNode fixture(String sql, JsonNode options, JsonNode parameters) {
    var configuration = JSON.objectNode();
    var query = configuration.putObject("query").put("query", sql).put("useLegacySql", false);
    for (var option : options.properties()) option(option, configuration, query);
    if (parameters.isObject()) {
      query.put(
          "parameterMode", parameters.path("mode").asText().toUpperCase(java.util.Locale.ROOT));
      var list = query.putArray("queryParameters");
      for (var parameter : parameters.path("parameters")) list.add(parameter(parameter));
    }
    var job = JSON.objectNode();
    job.set("configuration", configuration);
    return job;
  }

  private static void option(
      Map.Entry<String, JsonNode> option, ObjectNode configuration, ObjectNode query) {
    var value = option.getValue();
    switch (option.getKey()) {
      case "labels" -> configuration.set("labels", value);
      case "dry_run" -> configuration.set("dryRun", value);
      case "job_timeout_ms" -> configuration.set("jobTimeoutMs", value);
      case "use_legacy_sql" -> query.set("useLegacySql", value);
      case "clustering_fields" -> query.putObject("clustering").set("fields", value);
      case "destination" -> {
        var parts = value.asText().split("\\.", -1);
        query
            .putObject("destinationTable")
            .put("projectId", parts[0])
            .put("datasetId", parts[1])
            .put("tableId", parts[2]);
      }
      case "default_dataset" -> {
        var parts = value.asText().split("\\.", -1);
        query.putObject("defaultDataset").put("projectId", parts[0]).put("datasetId", parts[1]);
      }
      default -> {
        String name = NAMES.get(option.getKey());
        if (name == null) throw new IllegalArgumentException("job option " + option.getKey());
        query.set(name, value);
      }
    }
  }

  private static ObjectNode parameter(JsonNode given) {
    var parameter = JSON.objectNode();
    if (given.has("name")) parameter.set("name", given.get("name"));
    var type = type(given.path("type"));
    parameter.set("parameterType", type);
    parameter.set("parameterValue", value(type, given.path("value")));
    return parameter;
  }

  private static ObjectNode type(JsonNode given) {
    var type = JSON.objectNode();
    if (given.isTextual()) return type.put("type", given.asText());
    String name = given.path("type").asText();
    type.put("type", name);
    if (name.equals("ARRAY")) type.set("arrayType", type(given.path("arrayType")));
    if (name.equals("STRUCT")) {
      ArrayNode fields = type.putArray("structTypes");
      for (var field : given.path("structTypes")) {
        var one = fields.addObject();
        if (field.has("name")) one.set("name", field.get("name"));
        one.set("type", type(field.path("type")));
      }
    }
    return type;
  }

  private static ObjectNode value(JsonNode type, JsonNode given) {
    var value = JSON.objectNode();
    if (given.isMissingNode() || given.isNull()) return value;
    switch (type.path("type").asText()) {
      case "ARRAY" -> {
        var elements = value.putArray("arrayValues");
        for (var element : given) elements.add(value(type.path("arrayType"), element));
      }
      case "STRUCT" -> {
        var fields = value.putObject("structValues");
        int at = 0;
        for (var field : type.path("structTypes")) {
          String name = field.path("name").asText();
          var one = given.isArray() ? given.path(at++) : given.path(name);
          fields.set(name, value(field.path("type"), one));
        }
      }
      default -> value.put("value", given.isContainerNode() ? given.toString() : given.asText());
    }
    return value;
  }
}
