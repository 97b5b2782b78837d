package convergence.bigquery.query;

import com.google.api.services.bigquery.model.ExportDataStatistics;
import com.google.api.services.bigquery.model.JobConfiguration;
import convergence.bigquery.files.ParquetExport;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.SqlResult;
import java.io.IOException;
import java.util.List;

/// One EXPORT DATA statement.
final class ExportWork implements Work {
  private static final int MOST = 10_000_000;
  private final JobKey key;
  private final JobConfiguration configuration;
  private final Order order;
  private final ExportStatement statement;
  private final QueryDesk desk;

  ExportWork(
      JobKey key,
      JobConfiguration configuration,
      Order order,
      ExportStatement statement,
      QueryDesk desk) {
    this.key = key;
    this.configuration = configuration;
    this.order = order.saying(statement.query()).under(key.inWarehouse()).most(MOST);
    this.statement = statement;
    this.desk = desk;
  }

  @Override
  public Done run() throws IOException {
    if (statement.target().form().format().equals(ParquetExport.FORMAT)) return parquet();
    var result = desk.house().execute(order);
    var all = result.rows().rows();
    long rows =
        desk.export()
            .write(
                statement.target(),
                result.rows().columns(),
                first -> all.subList((int) first, (int) Math.min(all.size(), first + 10_000)));
    return done(result, rows);
  }

  /// The warehouse writes tables only, so the rows become one for that long.
  private Done parquet() throws IOException {
    var house = desk.house();
    var table = TableName.of(QueryWork.reference(key), key.project());
    house.makeHidden(table.in());
    try {
      var result = house.execute(order.into(QueryWork.hidden(table)).most(0));
      long rows = new ParquetExport(house, desk.export()).write(key, table, statement.target());
      return done(result, rows);
    } finally {
      var _ =
          house.execute(Order.of(key.project(), "DROP TABLE IF EXISTS " + Literals.table(table)));
    }
  }

  private Done done(SqlResult result, long rows) {
    var told = desk.statistics().of(result, order);
    told.getQuery()
        .setStatementType("EXPORT_DATA")
        .setSchema(null)
        .setExportDataStatistics(new ExportDataStatistics().setFileCount(1L).setRowCount(rows));
    return new Done(configuration, told, List.of());
  }

  @Override
  public void stop() {
    desk.house().stop(key.inWarehouse());
  }
}
