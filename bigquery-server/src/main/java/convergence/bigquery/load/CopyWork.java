package convergence.bigquery.load;

import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobConfigurationTableCopy;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatistics5;
import com.google.api.services.bigquery.model.TableReference;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.query.QueryOrders;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.ResultTable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One copy job, or a snapshot or clone.
final class CopyWork implements Work {
  private final JobKey key;
  private final JobConfiguration configuration;
  private final JobConfigurationTableCopy copy;
  private final House house;

  CopyWork(JobKey key, JobConfiguration configuration, House house) {
    this.key = key;
    this.configuration = configuration;
    this.copy = configuration.getCopy();
    this.house = house;
  }

  @Override
  public Done run() {
    var to = TableName.of(copy.getDestinationTable(), key.project());
    var from = sources();
    for (var table : from) {
      if (table.table().indexOf('@') >= 0) throw Unserved.TIME_TRAVEL.refusal(table.table());
      var _ = house.existing(table.whole());
    }
    if (!house.has(to.in())) throw House.missing(to.in());
    long rows = from.stream().mapToLong(table -> house.size(table.whole()).rows()).sum();
    run(from, to);
    if (!"SNAPSHOT".equals(copy.getOperationType())) expire(to);
    var told =
        new JobStatistics5()
            .setCopiedRows(rows)
            .setCopiedLogicalBytes(house.size(to.whole()).bytes());
    return new Done(configuration, new JobStatistics().setCopy(told), List.of());
  }

  private List<TableName> sources() {
    List<TableReference> given =
        copy.getSourceTables() != null
            ? copy.getSourceTables()
            : copy.getSourceTable() == null ? List.of() : List.of(copy.getSourceTable());
    if (given.isEmpty()) throw ApiException.required("sourceTables");
    return given.stream().map(table -> TableName.of(table, key.project())).toList();
  }

  private void run(List<TableName> from, TableName to) {
    String kind = copy.getOperationType() == null ? "COPY" : copy.getOperationType();
    switch (kind) {
      case "COPY", "OPERATION_TYPE_UNSPECIFIED" -> copy(from, to);
      case "SNAPSHOT" ->
          statement(
              "CREATE SNAPSHOT TABLE "
                  + Literals.table(to)
                  + " CLONE "
                  + Literals.table(from.getFirst())
                  + Literals.options(expiration()));
      case "CLONE" ->
          statement(
              "CREATE TABLE " + Literals.table(to) + " CLONE " + Literals.table(from.getFirst()));
      case "RESTORE" -> copy(from, to);
      default -> throw ApiException.invalid("Invalid value for operationType: " + kind);
    }
  }

  /// Microseconds are what a table keeps of it.
  private List<String> expiration() {
    var at = copy.getDestinationExpirationTime();
    if (at == null) return List.of();
    try {
      var moment = Instant.parse(at.toString()).truncatedTo(ChronoUnit.MICROS);
      return List.of("expiration_timestamp = TIMESTAMP " + Literals.text(moment.toString()));
    } catch (DateTimeParseException _) {
      throw ApiException.invalid("Invalid value for destinationExpirationTime: " + at);
    }
  }

  private void expire(TableName copied) {
    var options = expiration();
    if (options.isEmpty()) return;
    var _ =
        house.execute(
            Order.of(
                key.project(),
                "ALTER TABLE " + Literals.table(copied) + " SET" + Literals.options(options)));
  }

  private void copy(List<TableName> from, TableName to) {
    var write = QueryOrders.write(copy.getWriteDisposition(), ResultTable.Write.EMPTY);
    boolean there = house.schema(to.whole()).isPresent();
    if (write == ResultTable.Write.EMPTY && there && house.size(to.whole()).rows() > 0)
      throw new ApiException(Reason.DUPLICATE, "Already Exists: Table " + to.whole());
    boolean whole =
        from.size() == 1 && to.partition() == null && from.getFirst().partition() == null;
    if (whole && (!there || write != ResultTable.Write.APPEND)) {
      if (!there && QueryOrders.create(copy.getCreateDisposition()) == ResultTable.Create.NEVER)
        throw House.missing(to);
      statement(
          (there ? "CREATE OR REPLACE TABLE " : "CREATE TABLE ")
              + Literals.table(to)
              + " COPY "
              + Literals.table(from.getFirst()));
      return;
    }
    select(from, to, write);
  }

  private void select(List<TableName> from, TableName to, ResultTable.Write write) {
    String sql =
        from.stream()
            .map(table -> "SELECT * FROM " + Literals.table(table))
            .collect(Collectors.joining(" UNION ALL "));
    var into =
        new ResultTable(
            House.wire(to),
            QueryOrders.create(copy.getCreateDisposition()),
            write,
            Optional.empty(),
            List.of(),
            Set.of());
    var _ =
        house.execute(
            Order.of(key.project(), sql).under(key.inWarehouse()).into(new Order.Into(to, into)));
  }

  private void statement(String sql) {
    var _ = house.execute(Order.of(key.project(), sql).under(key.inWarehouse()));
  }

  @Override
  public void stop() {
    house.stop(key.inWarehouse());
  }
}
