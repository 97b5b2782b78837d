package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobInfo.CreateDisposition;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.JobStatistics.QueryStatistics;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableDefinition;
import com.google.cloud.bigquery.TableId;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a query's rows get into their table. A dry run comes first: it costs nothing, tells the rows' columns, and
/// parts SQL that does not resolve from values that cannot be computed, which BigQuery calls by one name.
final class Planner {
  private final BigQuery client;
  private final Catalog catalog;
  private final Boundary boundary;

  Planner(BigQuery client, Catalog catalog, Boundary boundary) {
    this.client = client;
    this.catalog = catalog;
    this.boundary = boundary;
  }

  /// What a dry run tells.
  ///
  /// @param select a query that changes nothing
  record Forecast(List<Column> columns, long bytes, boolean select) {}

  Forecast forecast(BoundSql sql, Map<String, SqlValue> values, String defaultDataset) {
    return forecast(dry(sql, values, defaultDataset));
  }

  private QueryStatistics dry(BoundSql sql, Map<String, SqlValue> values, String defaultDataset) {
    var dry =
        base(sql.text(), sql, values, defaultDataset)
            .setDryRun(true)
            .setUseQueryCache(false)
            .build();
    try {
      return client.create(JobInfo.of(dry)).getStatistics();
    } catch (BigQueryException e) {
      throw Answers.of(e, "sql_invalid");
    }
  }

  private static Forecast forecast(QueryStatistics told) {
    Schema schema = told.getSchema();
    Long bytes = told.getTotalBytesProcessed();
    return new Forecast(
        Fields.columns(schema),
        bytes == null ? 0 : bytes,
        QueryStatistics.StatementType.SELECT.equals(told.getStatementType()));
  }

  /// A query whose rows are read, not written.
  Plan reading(
      BoundSql sql, Map<String, SqlValue> values, String defaultDataset, Duration timeout) {
    return new Plan.Query(timed(base(sql.text(), sql, values, defaultDataset), timeout));
  }

  private static QueryJobConfiguration.Builder base(
      String text, BoundSql sql, Map<String, SqlValue> values, String defaultDataset) {
    var configuration =
        QueryJobConfiguration.newBuilder(text)
            .setUseLegacySql(false)
            .setDefaultDataset(DatasetId.of(defaultDataset));
    Cells.parameters(sql, values).forEach(configuration::addNamedParameter);
    return configuration;
  }

  private static QueryJobConfiguration timed(
      QueryJobConfiguration.Builder configuration, Duration timeout) {
    return configuration.setJobTimeoutMs(timeout.toMillis()).build();
  }

  Plan plan(Job.Query job) {
    var told = dry(job.sql(), job.values(), job.defaultDataset());
    var forecast = forecast(told);
    if (!forecast.select())
      throw new Fault.Permanent(
          "unsupported", "a job's SQL is one query; this is another statement");
    boundary.before(job, told.getReferencedTables());
    var to = job.destination();
    var there = there(to.table());
    var columns = forecast.columns();
    return switch (to.mode()) {
      case OVERWRITE -> overwrite(job, columns, there);
      case APPEND ->
          there.isEmpty()
              ? into(
                  job,
                  Catalog.id(to.table()),
                  Sql.select(job.sql().text()),
                  WriteDisposition.WRITE_APPEND)
              : statement(
                  job,
                  Sql.insert(
                      to.table(), job.sql().text(), matched(to, columns, there.get(), false)));
      case MERGE -> merge(job, columns, there);
    };
  }

  private Optional<TableSchema> there(TableRef table) {
    var found = catalog.table(table);
    if (found.isEmpty()) return Optional.empty();
    if (!(found.get().<TableDefinition>getDefinition() instanceof StandardTableDefinition))
      throw new Fault.Permanent("unsupported", table + " is a view; rows go into tables only");
    return found.map(Catalog::schema);
  }

  private static List<Column> matched(
      Destination to, List<Column> columns, TableSchema there, boolean coerce) {
    SchemaRules.requiredArePresent(to.table(), columns, there.columns());
    return SchemaRules.matched(to.table(), columns, there.columns(), coerce);
  }

  private Plan overwrite(Job.Query job, List<Column> columns, Optional<TableSchema> there) {
    var to = job.destination();
    String field = to.partitionField();
    Column by = field == null ? null : partitionColumn(columns, field);
    if (to.partition() != null && by != null) return day(job, by, to.partition());
    if (to.recreate()) return recreate(job, by);
    var old = there.map(TableSchema::partitionField);
    var kept = old.flatMap(name -> SchemaRules.find(columns, name)).orElse(null);
    var wanted = by == null ? kept : by;
    boolean same =
        wanted == null ? old.isEmpty() : old.filter(wanted.name()::equalsIgnoreCase).isPresent();
    if (there.isPresent() && !same) return recreate(job, wanted);
    return into(
        job,
        wanted == null ? null : wanted.name(),
        there.map(TableSchema::clusterFields).orElse(List.of()).stream()
            .filter(name -> SchemaRules.find(columns, name).isPresent())
            .toList(),
        Catalog.id(to.table()),
        Sql.select(job.sql().text()),
        WriteDisposition.WRITE_TRUNCATE);
  }

  private static Column partitionColumn(List<Column> columns, String field) {
    return SchemaRules.find(columns, field)
        .orElseThrow(
            () ->
                new Fault.Permanent(
                    "sql_invalid", "the rows have no partition column `" + field + "`"));
  }

  private static Plan recreate(Job.Query job, @Nullable Column by) {
    return statement(
        job,
        Sql.recreate(job.destination().table(), job.sql().text(), by == null ? null : Sql.day(by)));
  }

  private static Plan day(Job.Query job, Column by, String partition) {
    LocalDate day;
    try {
      day = LocalDate.parse(partition);
    } catch (DateTimeException e) {
      throw new Fault.Permanent("sql_invalid", "the partition `" + partition + "` is no day", e);
    }
    var table = job.destination().table();
    var part = TableRef.of(table.dataset(), table.table() + "$" + partition.replace("-", ""));
    return into(
        job,
        by.name(),
        List.of(),
        Catalog.id(new TableRef(table.project(), part.dataset(), part.table())),
        Sql.ofDay(job.sql().text(), by.name(), day),
        WriteDisposition.WRITE_TRUNCATE);
  }

  private static Plan merge(Job.Query job, List<Column> columns, Optional<TableSchema> there) {
    var to = job.destination();
    for (String key : to.mergeKeys())
      if (SchemaRules.find(columns, key).isEmpty())
        throw new Fault.Permanent("sql_invalid", "the rows have no merge key `" + key + "`");
    String sql = job.sql().text();
    if (there.isEmpty())
      return into(
          job,
          Catalog.id(to.table()),
          Sql.keyed(sql, to.mergeKeys()),
          WriteDisposition.WRITE_EMPTY);
    return statement(job, Sql.merge(to, sql, columns, matched(to, columns, there.get(), true)));
  }

  private static Plan statement(Job.Query job, String sql) {
    return new Plan.Query(
        timed(base(sql, job.sql(), job.values(), job.defaultDataset()), job.timeout()));
  }

  private static Plan into(Job.Query job, TableId table, String sql, WriteDisposition write) {
    return into(job, job.destination().partitionField(), List.of(), table, sql, write);
  }

  private static Plan into(
      Job.Query job,
      @Nullable String partitionField,
      List<String> cluster,
      TableId table,
      String sql,
      WriteDisposition write) {
    var configuration =
        base(sql, job.sql(), job.values(), job.defaultDataset())
            .setDestinationTable(table)
            .setCreateDisposition(CreateDisposition.CREATE_IF_NEEDED)
            .setWriteDisposition(write);
    if (partitionField != null) configuration.setTimePartitioning(Catalog.byDay(partitionField));
    if (!cluster.isEmpty()) configuration.setClustering(Catalog.clustering(cluster));
    return new Plan.Query(timed(configuration, job.timeout()));
  }
}
