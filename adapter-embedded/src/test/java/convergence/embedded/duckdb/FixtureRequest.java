package convergence.embedded.duckdb;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A fixture's `job_config.json` and `parameters.json` → [SqlRequest].
final class FixtureRequest {
  /// What changes no answer here: there is no cache, no queue, no bill.
  private static final Set<String> HARMLESS =
      Set.of("use_query_cache", "labels", "priority", "maximum_bytes_billed", "use_legacy_sql");

  private final String project;
  private String defaultDataset = "";
  private boolean dryRun;
  private boolean createSession;
  private Duration timeout = Duration.ofMinutes(1);
  private @Nullable TableRef destination;
  private ResultTable.Write write = ResultTable.Write.EMPTY;
  private ResultTable.Create create = ResultTable.Create.IF_NEEDED;
  private @Nullable Partitioning partitioning;
  private final List<String> clustering = new ArrayList<>();
  private final Set<ResultTable.SchemaUpdate> updates = new java.util.HashSet<>();
  private List<SqlParameter> parameters = List.of();

  FixtureRequest(String project) {
    this.project = project;
  }

  void options(JsonNode config) {
    for (var option : config.properties()) option(option.getKey(), option.getValue());
  }

  private void option(String name, JsonNode value) {
    switch (name) {
      case "default_dataset" -> defaultDataset = last(value.asText());
      case "dry_run" -> dryRun = value.asBoolean();
      case "create_session" -> createSession = value.asBoolean();
      case "job_timeout_ms" -> timeout = Duration.ofMillis(value.asLong());
      case "destination" -> destination = table(value.asText());
      case "write_disposition" ->
          write = ResultTable.Write.valueOf(value.asText().replace("WRITE_", ""));
      case "create_disposition" ->
          create = ResultTable.Create.valueOf(value.asText().replace("CREATE_", ""));
      case "clustering_fields" -> value.forEach(field -> clustering.add(field.asText()));
      case "schema_update_options" ->
          value.forEach(u -> updates.add(ResultTable.SchemaUpdate.valueOf(u.asText())));
      case "time_partitioning" ->
          partitioning =
              Partitioning.by(
                  value.has("field") ? value.get("field").asText() : null,
                  Partitioning.Unit.valueOf(value.get("type").asText()));
      case "range_partitioning" -> {
        var range = value.get("range");
        partitioning =
            new Partitioning(
                value.get("field").asText(),
                null,
                range.get("start").asLong(),
                range.get("end").asLong(),
                range.get("interval").asLong());
      }
      default -> {
        if (!HARMLESS.contains(name))
          throw new SqlError(SqlError.Reason.UNSUPPORTED, "job option " + name);
      }
    }
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private TableRef table(String path) {
    var parts = path.split("\\.", -1);
    return TableRef.of(parts[parts.length - 2], parts[parts.length - 1]);
  }

  void parameters(JsonNode json) {
    List<SqlParameter> given = new ArrayList<>();
    for (var parameter : json.get("parameters")) {
      IrType type = type(parameter.get("type"));
      given.add(
          new SqlParameter(
              parameter.has("name") ? parameter.get("name").asText() : "",
              type,
              value(type, parameter.get("value"))));
    }
    parameters = given;
  }

  private static IrType type(JsonNode type) {
    if (type.isTextual()) return IrType.of(SqlType.valueOf(type.asText()));
    return switch (type.get("type").asText()) {
      case "ARRAY" -> new IrType.Array(type(type.get("arrayType")));
      case "STRUCT" -> {
        List<IrType.Field> fields = new ArrayList<>();
        for (var field : type.get("structTypes"))
          fields.add(new IrType.Field(field.path("name").asText(""), type(field.get("type"))));
        yield new IrType.Struct(fields);
      }
      default -> type(type.get("type"));
    };
  }

  private static @Nullable Object value(IrType type, @Nullable JsonNode value) {
    if (value == null || value.isNull()) return null;
    return switch (type) {
      case IrType.Array(var element) -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (var one : value) elements.add(value(element, one));
        yield elements;
      }
      case IrType.Struct struct -> {
        List<@Nullable Object> fields = new ArrayList<>();
        int at = 0;
        for (var field : struct.fields())
          fields.add(
              value(field.type(), value.isArray() ? value.get(at++) : value.get(field.name())));
        yield fields;
      }
      case IrType.Scalar(var scalar) -> scalar(scalar, value.asText(), value);
    };
  }

  private static Object scalar(SqlType type, String text, JsonNode value) {
    return switch (type) {
      case STRING, INTERVAL, JSON, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          value.isContainerNode() ? value.toString() : text;
      case BYTES -> Base64.getDecoder().decode(text);
      case INT64 -> Long.parseLong(text);
      case FLOAT64 -> Double.parseDouble(text.replace("inf", "Infinity"));
      case NUMERIC, BIGNUMERIC -> new BigDecimal(text);
      case BOOL -> Boolean.parseBoolean(text);
      case DATE -> LocalDate.parse(text);
      case DATETIME -> LocalDateTime.parse(text.replace(' ', 'T'));
      case TIME -> LocalTime.parse(text);
      case TIMESTAMP -> instant(text);
      case STRUCT -> throw new IllegalArgumentException("a STRUCT is no scalar");
    };
  }

  private static Instant instant(String text) {
    String iso = text.trim().replace(" UTC", "Z").replace(' ', 'T');
    return OffsetDateTime.parse(iso.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)") ? iso : iso + "Z")
        .toInstant();
  }

  SqlRequest of(String sql) {
    return new SqlRequest(
        Optional.empty(),
        sql,
        parameters,
        project,
        defaultDataset,
        destination == null
            ? Optional.empty()
            : Optional.of(
                new ResultTable(
                    destination,
                    create,
                    write,
                    Optional.ofNullable(partitioning),
                    clustering,
                    updates)),
        dryRun,
        Optional.empty(),
        createSession,
        100_000,
        timeout,
        Sight.ALL);
  }
}
