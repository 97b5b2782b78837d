package convergence.bigquery.query;

import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatus;
import convergence.bigquery.files.Export;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.job.Failures;
import convergence.bigquery.job.JobEntry;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.job.Work;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.Parameter;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Takes query jobs in.
public final class QueryDesk {
  /// The statement whose destination is the table that it makes. It has no rows of its own.
  public static final String TABLE_OF_ROWS = "CREATE_TABLE_AS_SELECT";

  private final House house;
  private final Results results;
  private final Jobs jobs;
  private final Export export;
  private final QueryOrders orders;
  private final QueryStatistics statistics;
  private final InstantSource clock;
  private final Expiry expiry;

  public QueryDesk(House house, Results results, Jobs jobs, Export export, InstantSource clock) {
    this.house = house;
    this.results = results;
    this.jobs = jobs;
    this.export = export;
    this.clock = clock;
    this.orders = new QueryOrders();
    this.statistics = new QueryStatistics(house);
    this.expiry = new Expiry(house, results, clock);
  }

  Export export() {
    return export;
  }

  House house() {
    return house;
  }

  /// To write a new one to.
  Results results() {
    expiry.look();
    return results;
  }

  QueryStatistics statistics() {
    return statistics;
  }

  public JobEntry submit(JobKey key, String location, JobConfiguration configuration) {
    var configured = configured(configuration);
    Order order;
    try {
      order = orders.order(key.project(), configured);
    } catch (ApiException e) {
      // A value that is none is the job's fault, not the request's.
      if (!Parameter.PLACE.equals(e.proto().getLocation())) throw e;
      return refuse(key, location, configuration, e);
    }
    var exported = ExportStatement.of(order.sql());
    Work work =
        exported.isPresent()
            ? new ExportWork(key, configured, order, exported.get(), this)
            : new QueryWork(key, configured, order, this);
    return jobs.submit(key, location, configured, work);
  }

  /// Takes in a job that can only fail.
  public JobEntry refuse(
      JobKey key, String location, JobConfiguration configuration, ApiException why) {
    Work work =
        new Work() {
          @Override
          public Done run() {
            throw why;
          }

          @Override
          public void stop() {}
        };
    return jobs.submit(key, location, configured(configuration), work);
  }

  /// The datasets whose tables a query reads; none when that cannot be told, as of a script.
  public Set<DatasetName> reads(String project, JobConfiguration configuration) {
    try {
      var order = orders.order(project, configured(configuration)).dry();
      return house.execute(order).referenced().stream()
          .map(table -> house.name(table, project).in())
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (RuntimeException _) {
      // Running it will tell what is wrong with it.
      return Set.of();
    }
  }

  private static JobConfiguration configured(JobConfiguration given) {
    var configured = Bodies.copy(given).setJobType("QUERY");
    var query = configured.getQuery();
    if (query.getPriority() == null) query.setPriority("INTERACTIVE");
    if (query.getUseLegacySql() == null) query.setUseLegacySql(false);
    if (query.getDestinationTable() != null) {
      if (query.getCreateDisposition() == null) query.setCreateDisposition("CREATE_IF_NEEDED");
      if (query.getWriteDisposition() == null) query.setWriteDisposition("WRITE_EMPTY");
    }
    return configured;
  }

  /// Tells what the job would do. Nothing runs, and no job of it is kept.
  public Job dryRun(String project, String location, JobConfiguration configuration) {
    var configured = configured(configuration);
    var order = orders.order(project, configured).dry();
    JobStatistics told = forecast(order);
    return new Job()
        .setKind("bigquery#job")
        .setId(project + ":" + location + ".")
        .setJobReference(
            new com.google.api.services.bigquery.model.JobReference()
                .setProjectId(project)
                .setLocation(location))
        .setConfiguration(configured)
        .setStatistics(told.setCreationTime(clock.millis()))
        .setStatus(new JobStatus().setState("DONE"));
  }

  /// No job is there to hold what is wrong with the statement, so the request fails with it.
  private JobStatistics forecast(Order order) {
    try {
      return statistics.of(house.execute(order), order);
    } catch (RuntimeException e) {
      throw Failures.of(e);
    }
  }
}
