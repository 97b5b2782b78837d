package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.TableDataList;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.rows.RowPage;
import convergence.bigquery.rows.TimestampForm;
import convergence.bigquery.sql.TableName;
import java.util.List;

/// `tabledata.list`
public final class RowRoutes {
  private final RowPages pages;

  public RowRoutes(RowPages pages) {
    this.pages = pages;
  }

  public Answer list(Call call) {
    var table = new TableName(call.project(), call.path("dataset"), call.path("table"));
    var ask =
        new RowPages.Ask(
            call.parameter("pageToken")
                .map(RowPage::row)
                .orElseGet(() -> call.number("startIndex").orElse(0L)),
            call.number("maxResults"),
            timestamps(call),
            call.parameter("selectedFields")
                .map(text -> List.of(text.split(",")))
                .orElse(List.of()));
    var page = pages.page(table.whole(), ask);
    var list =
        new TableDataList()
            .setKind("bigquery#tableDataList")
            .setEtag(Hashes.etag(table + "/" + page.total()))
            .setTotalRows(page.total())
            .setPageToken(page.token());
    return Answer.json(200, page.in(list));
  }

  /// What the parameters of a request for rows ask for.
  static TimestampForm timestamps(Call call) {
    return TimestampForm.of(
        call.parameter("formatOptions.timestampOutputFormat").orElse(null),
        call.flag("formatOptions.useInt64Timestamp"));
  }
}
