package convergence.bigquery.rows;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Kept rows back to values.
public final class CellReader {
  private static final Rewriting CALENDAR = new Rewriting(List.of(), TimestampForm.ISO8601_STRING);

  private final List<Column> columns;

  public CellReader(List<Column> columns) {
    this.columns = columns;
  }

  /// @param json `{"f":…},{"f":…}`
  public List<List<@Nullable Object>> rows(byte[] json) {
    var rows = new ArrayList<List<@Nullable Object>>();
    try {
      var all = Json.mapper().readTree("[" + new String(json, StandardCharsets.UTF_8) + "]");
      for (var row : all) rows.add(struct(row, columns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static List<@Nullable Object> struct(JsonNode node, List<Column> fields) {
    var row = new ArrayList<@Nullable Object>(fields.size());
    for (int i = 0; i < fields.size(); i++)
      row.add(value(node.get("f").get(i).get("v"), fields.get(i)));
    return row;
  }

  private static @Nullable Object value(JsonNode node, Column column) {
    if (!column.repeated()) return one(node, column);
    var list = new ArrayList<@Nullable Object>();
    for (var element : node) list.add(one(element.get("v"), column));
    return list;
  }

  private static @Nullable Object one(JsonNode node, Column column) {
    if (node.isNull()) return null;
    if (column.type() == SqlType.STRUCT)
      return JsonRows.map(column.fields(), struct(node, column.fields()));
    if (column.type() == SqlType.TIMESTAMP)
      return Instant.EPOCH.plus(Long.parseLong(node.asText()), ChronoUnit.MICROS);
    if (column.type() == SqlType.RANGE_TIMESTAMP) return CALENDAR.range(node.asText());
    return Texts.value(column.type(), node.asText());
  }
}
