package convergence.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import convergence.port.Json;
import convergence.template.PipelineTemplate;
import convergence.template.TemplateBinder.Proven;
import convergence.tenant.KeyForm;
import convergence.warehouse.Column;
import convergence.warehouse.TableSchema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a plan's hash is made of, in the grain in which a difference is told. It holds nothing of the machine, so
/// that two machines have the same for the same template, parameters and schemas.
///
/// The hash is four hashes of 64 bits side by side (template, parameters, SQL, schemas): two of them tell which
/// part differs wherever they were made. The fingerprint itself is kept where the plan was looked at; there also
/// table, column and price are told.
///
/// @param template content hash of the file and its suites
/// @param parameters JSON of each value by name
/// @param sql JSON of what each step does, SQL included, by step
/// @param schemas type of each column, by its path, of each table and view that is read; of a view also its SQL
/// @param price when it was looked at, USD; null: unknown
public record PlanFingerprint(
    String template,
    SortedMap<String, String> parameters,
    SortedMap<String, String> sql,
    SortedMap<String, SortedMap<String, String>> schemas,
    @Nullable BigDecimal price) {
  static final int PART = 16;
  static final String VIEW_SQL = "(view)";
  private static final ObjectWriter WRITER =
      Json.mapper().writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  static PlanFingerprint of(PipelineTemplate template, Proven proven, @Nullable BigDecimal price) {
    var parameters = new TreeMap<String, String>();
    proven.binding().parameters().forEach((name, value) -> parameters.put(name, json(value)));
    var sql = new TreeMap<String, String>();
    for (var step : proven.binding().plan().steps()) sql.put(step.stepId(), json(step));
    var schemas = new TreeMap<String, SortedMap<String, String>>();
    for (var proof : proven.proofs())
      proof.reads().forEach((table, schema) -> schemas.put(table.toString(), columns(schema)));
    return new PlanFingerprint(template.contentHash(), parameters, sql, schemas, price);
  }

  /// 64 hexadecimal digits.
  String hash() {
    return part(template) + part(json(parameters)) + part(json(sql)) + part(json(schemas));
  }

  private static String part(String text) {
    return KeyForm.sha256(text).substring(0, PART);
  }

  private static SortedMap<String, String> columns(TableSchema schema) {
    var types = new TreeMap<String, String>();
    for (var column : schema.columns()) add(column, column.name(), types);
    if (schema.viewSql() != null) types.put(VIEW_SQL, schema.viewSql());
    return types;
  }

  private static void add(Column column, String path, Map<String, String> types) {
    types.put(path, column.repeated() ? "ARRAY<" + column.type() + ">" : column.type().name());
    for (var field : column.fields()) add(field, path + "." + field.name(), types);
  }

  private static String json(Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static List<String> parts(String hash) {
    return List.of(
        hash.substring(0, PART),
        hash.substring(PART, 2 * PART),
        hash.substring(2 * PART, 3 * PART),
        hash.substring(3 * PART));
  }
}
