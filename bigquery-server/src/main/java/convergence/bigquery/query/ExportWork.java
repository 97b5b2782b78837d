package convergence.bigquery.query;

import com.google.api.services.bigquery.model.ExportDataStatistics;
import com.google.api.services.bigquery.model.JobConfiguration;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.sql.Order;
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
    var result = desk.house().execute(order);
    var all = result.rows().rows();
    long rows =
        desk.export()
            .write(
                statement.target(),
                result.rows().columns(),
                first -> all.subList((int) first, (int) Math.min(all.size(), first + 10_000)));
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
