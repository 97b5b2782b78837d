package convergence.bigquery.query;

import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.TableReference;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Reason;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.ResultTable;
import convergence.embedded.duckdb.SqlResult;
import convergence.warehouse.JobId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One query job. Rows without a destination are kept as a result of the job's own, under the name
/// of a hidden table, as in the service.
final class QueryWork implements Work {
  /// Statements that have rows of their own.
  private static final List<String> READS = List.of("SELECT");

  private final JobKey key;
  private final JobConfiguration configuration;
  private final Order order;
  private final House house;
  private final Results results;
  private final QueryStatistics statistics;
  private final ChildJobs children;

  QueryWork(JobKey key, JobConfiguration configuration, Order order, QueryDesk desk) {
    this.key = key;
    this.configuration = configuration;
    this.order = order.under(key.inWarehouse());
    this.house = desk.house();
    this.results = desk.results();
    this.statistics = desk.statistics();
    this.children = new ChildJobs(key, configuration, this.order, desk);
  }

  @Override
  public List<Child> children() {
    return children.ended();
  }

  @Override
  public Done run() {
    checkBytes();
    var result = house.execute(order, children);
    var configured = Bodies.copy(configuration);
    var told = statistics.of(result, order);
    if (order.into() == null && hasRows(result)) {
      configured.getQuery().setDestinationTable(keep(result));
      if (configured.getQuery().getWriteDisposition() == null)
        configured.getQuery().setWriteDisposition("WRITE_TRUNCATE");
    }
    if (result.statementType().equals(QueryDesk.TABLE_OF_ROWS))
      configured
          .getQuery()
          .setDestinationTable(told.getQuery().getDdlTargetTable())
          .setCreateDisposition("CREATE_IF_NEEDED")
          .setWriteDisposition("WRITE_TRUNCATE");
    return new Done(configured, told, List.of());
  }

  private void checkBytes() {
    Long limit = configuration.getQuery().getMaximumBytesBilled();
    if (limit == null) return;
    long billed =
        QueryStatistics.billed(statistics.bytes(house.execute(order.dry()), order.project()));
    if (billed > limit)
      throw new ApiException(
          Reason.BYTES_BILLED,
          "Query exceeded limit for bytes billed: "
              + limit
              + ". "
              + billed
              + " or higher required.");
  }

  private static boolean hasRows(SqlResult result) {
    return !result.rows().columns().isEmpty()
        && (READS.contains(result.statementType()) || result.statementType().equals("SCRIPT"));
  }

  private TableReference keep(SqlResult result) {
    if (result.rows().truncated()) return keepAsTable(result);
    try (var writer = results.writer(key.hash(), result.rows().columns())) {
      for (var row : result.rows().rows()) writer.row(row);
      writer.done();
    }
    return reference(key);
  }

  /// Too many rows for memory: once more, into a table.
  private TableReference keepAsTable(SqlResult result) {
    if (!result.statementType().equals("SELECT")) throw tooLarge();
    var reference = reference(key);
    var table = TableName.of(reference, key.project());
    house.makeHidden(table.in());
    var _ = house.execute(order.under(again()).into(hidden(table)).most(0));
    return reference;
  }

  static Order.Into hidden(TableName table) {
    return new Order.Into(
        table,
        new ResultTable(
            House.wire(table),
            ResultTable.Create.IF_NEEDED,
            ResultTable.Write.TRUNCATE,
            Optional.empty(),
            List.of(),
            Set.of()));
  }

  private JobId again() {
    return new JobId(key.inWarehouse().value() + "_t");
  }

  static ApiException tooLarge() {
    return new ApiException(
        Reason.TOO_LARGE, "Response too large to return. Consider specifying a destination table.");
  }

  static TableReference reference(JobKey key) {
    return new TableReference()
        .setProjectId(key.project())
        .setDatasetId(House.results(key.owner()))
        .setTableId("anon" + key.hash());
  }

  @Override
  public void stop() {
    house.stop(key.inWarehouse());
    house.stop(again());
  }
}
