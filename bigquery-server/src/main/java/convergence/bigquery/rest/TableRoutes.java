package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableList;
import convergence.bigquery.catalog.Tables;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.TableName;
import java.math.BigInteger;
import java.util.Map;

/// `tables.*`
public final class TableRoutes {
  private final Tables tables;
  private final RowPages pages;

  public TableRoutes(Tables tables, RowPages pages) {
    this.tables = tables;
    this.pages = pages;
  }

  public Answer insert(Call call) {
    var body = call.body(Table.class);
    var reference = body.getTableReference();
    if (reference == null || reference.getTableId() == null)
      throw ApiException.required("tableReference.tableId");
    return Answer.ok(
        tables.create(
            new TableName(call.project(), call.path("dataset"), reference.getTableId()), body));
  }

  public Answer get(Call call) {
    var name = name(call);
    var table =
        pages.kept(name).map(result -> hidden(name, result)).orElseGet(() -> tables.get(name));
    return Answer.ok(
        call.parameter("view").filter("BASIC"::equals).isPresent() ? basic(table) : table);
  }

  /// Without what has to be counted.
  private static Table basic(Table table) {
    return table
        .setNumRows(null)
        .setNumBytes(null)
        .setNumLongTermBytes(null)
        .setNumActiveLogicalBytes(null)
        .setNumLongTermLogicalBytes(null)
        .setNumTotalLogicalBytes(null)
        .setLastModifiedTime(null);
  }

  /// The hidden table of a query's result.
  private static Table hidden(TableName name, Results.Result result) {
    return new Table()
        .setKind("bigquery#table")
        .setId(name.toString())
        .setTableReference(name.reference())
        .setType("TABLE")
        .setSchema(Fields.schema(result.columns()))
        .setNumRows(BigInteger.valueOf(result.rows()))
        .setNumBytes(result.end());
  }

  public Answer list(Call call) {
    var all = tables.list(new DatasetName(call.project(), call.path("dataset")));
    var page = Paged.of(call, all, table -> table.getTableReference().getTableId());
    var list =
        new TableList()
            .setKind("bigquery#tableList")
            .setNextPageToken(page.next())
            .setTotalItems(all.size());
    if (!page.items().isEmpty()) list.setTables(page.items());
    return Answer.ok(list.setEtag(Hashes.etag(list.toString())));
  }

  public Answer patch(Call call) {
    return change(call, false);
  }

  public Answer update(Call call) {
    return change(call, true);
  }

  private Answer change(Call call, boolean replace) {
    return Answer.ok(
        tables.change(
            name(call), call.change(Table.class), replace, call.header("If-Match").orElse(null)));
  }

  public Answer delete(Call call) {
    tables.delete(name(call));
    return Answer.empty(204, Map.of());
  }

  private static TableName name(Call call) {
    return new TableName(call.project(), call.path("dataset"), call.path("table"));
  }
}
