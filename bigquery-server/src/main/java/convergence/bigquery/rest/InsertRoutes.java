package convergence.bigquery.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableDataInsertAllResponse;
import convergence.bigquery.catalog.Tables;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Call;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.rows.JsonRows;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import convergence.warehouse.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `tabledata.insertAll`
public final class InsertRoutes {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MOST = 10 << 20;
  private final House house;
  private final Tables tables;
  private final Streaming streaming;
  private final Faults faults;
  private final InstantSource clock;

  /// Ids of rows that came lately, oldest first. Guarded by itself.
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  public InsertRoutes(
      House house, Tables tables, Streaming streaming, Faults faults, InstantSource clock) {
    this.faults = faults;
    this.house = house;
    this.tables = tables;
    this.streaming = streaming;
    this.clock = clock;
  }

  /// Rows that are good, with the ids that they came under.
  private record Read(List<List<@Nullable Object>> rows, List<String> ids) {}

  public Answer insertAll(Call call) {
    var named = new TableName(call.project(), call.path("dataset"), call.path("table")).whole();
    var body = Bodies.tree(call.bytes(MOST));
    var table = templated(named, body.path("templateSuffix").asText(""));
    var columns = house.existing(table).columns();
    if (!body.path("rows").isArray() || body.path("rows").isEmpty())
      throw ApiException.invalid("No rows present in the request.");
    var errors = new ArrayList<TableDataInsertAllResponse.InsertErrors>();
    var read =
        read(
            table,
            body,
            new JsonRows(
                columns, body.path("ignoreUnknownValues").asBoolean(), streaming.defaulted(table)),
            errors);
    boolean all = errors.isEmpty() || body.path("skipInvalidRows").asBoolean();
    if (all) {
      var kept = faults.kept("tabledata.insertAll", table.toString());
      if (kept.isPresent()) return part(table, columns, read, kept.get());
      streaming.append(table, columns, read.rows());
      remember(read.ids());
    } else stop(body.path("rows").size(), errors);
    var response = new TableDataInsertAllResponse().setKind("bigquery#tableDataInsertAllResponse");
    return Answer.ok(errors.isEmpty() ? response : response.setInsertErrors(errors));
  }

  /// The service may keep some rows of a request and lose others; it does when a test asks for it.
  private Answer part(TableName table, List<Column> columns, Read read, int most) {
    int kept = Math.min(most, read.rows().size());
    streaming.append(table, columns, read.rows().subList(0, kept));
    remember(read.ids().subList(0, Math.min(kept, read.ids().size())));
    var errors = new ArrayList<TableDataInsertAllResponse.InsertErrors>();
    for (long i = kept; i < read.rows().size(); i++)
      errors.add(
          error(i, "backendError", "", "The row was not kept; retry it. (fault on request)"));
    return Answer.ok(
        new TableDataInsertAllResponse()
            .setKind("bigquery#tableDataInsertAllResponse")
            .setInsertErrors(errors));
  }

  /// A table like the named one, made when its first rows come.
  private TableName templated(TableName named, String suffix) {
    var template = house.existing(named);
    if (suffix.isEmpty()) return named;
    var table = new TableName(named.project(), named.dataset(), named.table() + suffix);
    if (house.schema(table).isPresent()) return table;
    var like = tables.get(named);
    var _ =
        tables.create(
            table,
            new Table()
                .setSchema(convergence.bigquery.rows.Fields.schema(template.columns()))
                .setTimePartitioning(like.getTimePartitioning())
                .setClustering(like.getClustering()));
    return table;
  }

  private Read read(
      TableName table,
      JsonNode body,
      JsonRows reader,
      List<TableDataInsertAllResponse.InsertErrors> errors) {
    var read = new Read(new ArrayList<>(), new ArrayList<>());
    long index = 0;
    for (var row : body.path("rows")) {
      try {
        var values = reader.row(row.path("json"));
        String id = row.path("insertId").asText("");
        String known = table + "\0" + id;
        if (id.isEmpty() || (!isKnown(known) && !read.ids().contains(known))) {
          read.rows().add(values);
          if (!id.isEmpty()) read.ids().add(known);
        }
      } catch (JsonRows.BadField e) {
        errors.add(error(index, "invalid", e.field(), e.text()));
      }
      index++;
    }
    return read;
  }

  private static TableDataInsertAllResponse.InsertErrors error(
      long index, String reason, String location, String message) {
    return new TableDataInsertAllResponse.InsertErrors()
        .setIndex(index)
        .setErrors(
            List.of(
                new ErrorProto()
                    .setReason(reason)
                    .setLocation(location)
                    .setDebugInfo("")
                    .setMessage(message)));
  }

  /// One bad row keeps all others out, too.
  private static void stop(int rows, List<TableDataInsertAllResponse.InsertErrors> errors) {
    var bad = errors.stream().map(TableDataInsertAllResponse.InsertErrors::getIndex).toList();
    for (long i = 0; i < rows; i++) if (!bad.contains(i)) errors.add(error(i, "stopped", "", ""));
  }

  private boolean isKnown(String id) {
    synchronized (seen) {
      var limit = clock.instant().minus(REMEMBERED);
      seen.values().removeIf(at -> at.isBefore(limit));
      return seen.containsKey(id);
    }
  }

  private void remember(List<String> ids) {
    if (ids.isEmpty()) return;
    synchronized (seen) {
      var now = clock.instant();
      for (String id : ids) seen.put(id, now);
    }
  }
}
