package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQuery.QueryResultsOption;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.JobStatistics.QueryStatistics;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import convergence.port.Fact;
import convergence.port.Ids;
import convergence.port.Traces;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Destination;
import convergence.warehouse.Fingerprint;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import convergence.warehouse.Rows;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The warehouse in BigQuery. Any thread may call; nothing is kept here that another process would need.
public final class BigQueryWarehouse implements Warehouse {
  /// Tables of ours that no tenant's dataset can be: names beginning with `__` are reserved.
  private static final String STAGE = "__convergence_stage";

  private static final Duration STAGE_LIFETIME = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Catalog catalog;
  private final JobDesk jobs;
  private final Boundary boundary;
  private final Planner planner;
  private final Loads loads;
  private final Facts facts;

  BigQueryWarehouse(BigQuery client, String location, Ids ids, Traces traces) {
    catalog = new Catalog(client, location);
    jobs = new JobDesk(client, location, ids, traces);
    boundary = new Boundary(client.getOptions().getProjectId());
    planner = new Planner(client, catalog, boundary);
    loads = new Loads(catalog);
    facts = new Facts(catalog, jobs);
  }

  @Override
  public boolean hasDataset(String dataset) {
    return catalog.hasDataset(dataset);
  }

  @Override
  public boolean createDataset(String dataset) {
    return catalog.createDataset(dataset, null);
  }

  @Override
  public boolean createTable(TableRef table, TableSchema schema) {
    boolean made = catalog.createTable(table, schema);
    facts.release(table);
    return made;
  }

  @Override
  public void createView(TableRef view, TableSchema schema) {
    String sql =
        "CREATE OR REPLACE VIEW "
            + Sql.quote(view)
            + " AS\n"
            + Objects.requireNonNull(schema.viewSql(), "a view has SQL");
    var statement =
        QueryJobConfiguration.newBuilder(sql)
            .setUseLegacySql(false)
            .setDefaultDataset(DatasetId.of(view.dataset()))
            .build();
    try {
      jobs.runUntilFree(statement, PATIENCE);
    } catch (Fault.Permanent e) {
      throw e.code().equals("data_invalid")
          ? new Fault.Permanent("sql_invalid", String.valueOf(e.getMessage()), e)
          : e;
    }
    catalog.changed();
  }

  @Override
  public Schemas schemas() {
    return catalog;
  }

  @Override
  public List<String> tables(String dataset) {
    return catalog.tables(dataset);
  }

  @Override
  public JobResult run(Job job) {
    var result =
        switch (job) {
          case Job.Query query ->
              jobs.run(
                  job.id(),
                  Fingerprint.of(job),
                  job.timeout(),
                  () -> planner.plan(query),
                  done -> boundary.after(query, readBy(done)));
          case Job.Load load -> load(load);
        };
    catalog.changed();
    var to = job.destination();
    catalog.label(to.table(), to.labels(), to.recreate());
    return result;
  }

  private static @Nullable List<TableId> readBy(com.google.cloud.bigquery.Job done) {
    JobStatistics told = done.getStatistics();
    return told instanceof QueryStatistics query ? query.getReferencedTables() : null;
  }

  private JobResult load(Job.Load load) {
    try {
      return Loads.isStaged(load.destination()) ? staged(load) : straight(load);
    } catch (Fault.Permanent e) {
      throw Lines.located(e, load.path());
    }
  }

  private JobResult straight(Job.Load load) {
    return jobs.run(load.id(), Fingerprint.of(load), load.timeout(), () -> loads.plan(load));
  }

  /// The file goes into a table of its own, by a job whose id follows from this one's, and a query takes it from
  /// there. After a failure the table stays for whoever comes next; it expires.
  private JobResult staged(Job.Load load) {
    var stage = TableRef.of(STAGE, "rows_" + hash(load.id()));
    var result =
        jobs.run(
            load.id(),
            Fingerprint.of(load),
            load.timeout(),
            () -> planner.plan(fromStage(load, stage)));
    catalog.drop(stage);
    return result;
  }

  private Job.Query fromStage(Job.Load load, TableRef stage) {
    boolean _ = catalog.createDataset(STAGE, STAGE_LIFETIME);
    var first =
        new Job.Load(
            stageId(load.id()),
            load.path(),
            load.format(),
            load.columns(),
            new Destination(
                stage, Destination.Mode.OVERWRITE, List.of(), null, null, false, Map.of()),
            load.timeout());
    var _ = straight(first);
    return new Job.Query(
        load.id(),
        BoundSql.of("SELECT * FROM " + Sql.quote(stage)),
        Map.of(),
        stage.dataset(),
        load.destination(),
        load.timeout());
  }

  private static JobId stageId(JobId id) {
    return new JobId("stage-" + hash(id));
  }

  private static String hash(JobId id) {
    return UUID.nameUUIDFromBytes(id.value().getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  @Override
  public Optional<JobResult> find(JobId id) {
    return jobs.find(id);
  }

  @Override
  public void cancel(JobId id) {
    jobs.cancel(stageId(id));
    jobs.cancel(id);
  }

  @Override
  public Optional<JobResult> forbid(JobId id) {
    return jobs.forbid(id);
  }

  /// True while BigQuery works on this id.
  boolean runs(JobId id) {
    return jobs.runs(id);
  }

  @Override
  public Rows query(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      int limit,
      Duration timeout) {
    if (!planner.forecast(sql, values, defaultDataset).select())
      throw new Fault.Permanent("unsupported", "only a query is read; this is another statement");
    var done = jobs.runOnce(planner.reading(sql, values, defaultDataset, timeout), timeout);
    try {
      var result = done.getQueryResults(QueryResultsOption.pageSize(limit + 1L));
      var columns = Fields.columns(result.getSchema());
      var rows = new ArrayList<List<@Nullable Object>>();
      var all = result.iterateAll().iterator();
      while (rows.size() < limit && all.hasNext()) rows.add(Cells.row(all.next(), columns));
      return new Rows(columns, rows, all.hasNext());
    } catch (BigQueryException e) {
      throw Answers.of(e, "data_invalid");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Fault.Cancelled("interrupted while rows were read");
    }
  }

  @Override
  public OptionalLong estimate(
      BoundSql sql,
      Map<String, SqlValue> values,
      String defaultDataset,
      Map<TableRef, Set<String>> columns) {
    try {
      return OptionalLong.of(planner.forecast(sql, values, defaultDataset).bytes());
    } catch (Fault.Permanent e) {
      if (e.code().equals("table_not_found")) return OptionalLong.empty();
      throw e;
    }
  }

  @Override
  public void append(List<Fact.Numbered> batch) {
    facts.append(batch);
  }
}
