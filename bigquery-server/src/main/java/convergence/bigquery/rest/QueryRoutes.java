package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.GetQueryResultsResponse;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobConfigurationQuery;
import com.google.api.services.bigquery.model.JobCreationReason;
import com.google.api.services.bigquery.model.QueryRequest;
import com.google.api.services.bigquery.model.QueryResponse;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.http.Reason;
import convergence.bigquery.job.JobEntry;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.query.JobResults;
import convergence.bigquery.query.QueryDesk;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.rows.RowPage;
import convergence.bigquery.rows.TimestampForm;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `jobs.query` and `jobs.getQueryResults`.
public final class QueryRoutes {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(200);
  private static final int REMEMBERED = 10_000;
  private final QueryDesk desk;
  private final Jobs jobs;
  private final RowPages pages;
  private final Locations locations;

  /// The job of each request id of late: a repeated request gets the same job.
  private final Map<String, JobKey> requests =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, JobKey> eldest) {
              return size() > REMEMBERED;
            }
          });

  public QueryRoutes(QueryDesk desk, Jobs jobs, RowPages pages, Locations locations) {
    this.desk = desk;
    this.jobs = jobs;
    this.pages = pages;
    this.locations = locations;
  }

  public Answer query(Call call) {
    var request = call.body(QueryRequest.class);
    var timestamps = timestamps(request);
    var configuration = configuration(request);
    String location = locations.of(call.project(), request.getLocation(), configuration).checked();
    if (Boolean.TRUE.equals(request.getDryRun()))
      return Answer.ok(planned(desk.dryRun(call.project(), location, configuration)));
    var key = submit(call.project(), location, request, configuration);
    var patience =
        request.getTimeoutMs() == null ? PATIENCE : Duration.ofMillis(request.getTimeoutMs());
    var job = awaited(key, patience);
    if (!isDone(job)) return Answer.ok(unfinished(job));
    fail(job);
    var ask = new RowPages.Ask(0, most(request.getMaxResults()), timestamps, List.of());
    return "ARROW".equals(request.get("queryResultsFormat"))
        ? Answer.ok(elsewhere(job))
        : Answer.json(200, answer(job, ask));
  }

  /// Who wants Arrow reads the rows from the job's stream of the Storage API: the token says that
  /// there are some.
  private QueryResponse elsewhere(Job job) {
    var page = page(job, new RowPages.Ask(0, Optional.of(0L), TimestampForm.FLOAT64, List.of()));
    var response = told(job);
    if (page == null) return response.setTotalRows(none(job));
    return response
        .setSchema(Fields.schema(page.columns()))
        .setTotalRows(BigInteger.valueOf(page.total()))
        .setPageToken(page.total() == 0 ? null : RowPage.token(0));
  }

  private JobKey submit(
      String project, String location, QueryRequest request, JobConfiguration configuration) {
    var key = jobs.key(project, locations.newJobId());
    if (request.getRequestId() == null || request.getRequestId().isEmpty())
      return desk.submit(key, location, configuration).key();
    var earlier = requests.putIfAbsent(project + "/" + request.getRequestId(), key);
    if (earlier != null) return earlier;
    return desk.submit(key, location, configuration).key();
  }

  private static JobConfiguration configuration(QueryRequest request) {
    var query =
        new JobConfigurationQuery()
            .setQuery(request.getQuery())
            .setUseLegacySql(request.getUseLegacySql())
            .setParameterMode(request.getParameterMode())
            .setQueryParameters(request.getQueryParameters())
            .setDefaultDataset(request.getDefaultDataset())
            .setMaximumBytesBilled(request.getMaximumBytesBilled())
            .setUseQueryCache(request.getUseQueryCache())
            .setCreateSession(request.getCreateSession())
            .setConnectionProperties(request.getConnectionProperties())
            .setWriteIncrementalResults(request.getWriteIncrementalResults());
    return new JobConfiguration()
        .setQuery(query)
        .setLabels(request.getLabels())
        .setJobTimeoutMs(request.getJobTimeoutMs())
        .setDryRun(request.getDryRun());
  }

  private static QueryResponse planned(Job job) {
    var query = job.getStatistics().getQuery();
    return new QueryResponse()
        .setKind("bigquery#queryResponse")
        .setJobReference(job.getJobReference())
        .setSchema(query.getSchema())
        .setTotalBytesProcessed(job.getStatistics().getTotalBytesProcessed())
        .setStatementType(query.getStatementType())
        .setJobComplete(true)
        .setCacheHit(false);
  }

  private static QueryResponse unfinished(Job job) {
    return new QueryResponse()
        .setKind("bigquery#queryResponse")
        .setJobReference(job.getJobReference())
        .setQueryId(job.getJobReference().getJobId())
        .setJobComplete(false);
  }

  private static TimestampForm timestamps(QueryRequest request) {
    var options = request.getFormatOptions();
    if (options == null) return TimestampForm.FLOAT64;
    return TimestampForm.of(
        options.getTimestampOutputFormat(), Boolean.TRUE.equals(options.getUseInt64Timestamp()));
  }

  private static Optional<Long> most(@Nullable Long maxResults) {
    return Optional.ofNullable(maxResults);
  }

  private Job awaited(JobKey key, Duration patience) {
    var entry = jobs.open(key);
    if (entry.isEmpty()) return jobs.get(key);
    JobEntry open = entry.get();
    boolean _ = open.await(patience.compareTo(LONGEST) > 0 ? LONGEST : patience);
    return open.resource();
  }

  static boolean isDone(Job job) {
    return "DONE".equals(job.getStatus().getState());
  }

  /// A failed job's error is the answer's.
  private static void fail(Job job) {
    var problem = job.getStatus().getErrorResult();
    if (problem == null) return;
    for (var reason : Reason.values())
      if (reason.word().equals(problem.getReason()))
        throw new ApiException(reason, String.valueOf(problem.getMessage()), problem.getLocation());
    throw new ApiException(
        Reason.INVALID_QUERY, String.valueOf(problem.getMessage()), problem.getLocation());
  }

  private byte[] answer(Job job, RowPages.Ask ask) {
    var page = page(job, ask);
    var response = told(job);
    if (page == null) return Bodies.write(response.setTotalRows(none(job)));
    response
        .setSchema(Fields.schema(page.columns()))
        .setTotalRows(BigInteger.valueOf(page.total()))
        .setPageToken(page.token());
    return page.in(response);
  }

  private static QueryResponse told(Job job) {
    var statistics = job.getStatistics();
    var query = statistics.getQuery();
    return new QueryResponse()
        .setKind("bigquery#queryResponse")
        .setJobReference(job.getJobReference())
        .setJobComplete(true)
        .setCacheHit(false)
        .setTotalBytesProcessed(statistics.getTotalBytesProcessed())
        .setTotalBytesBilled(query.getTotalBytesBilled())
        .setTotalSlotMs(statistics.getTotalSlotMs())
        .setStatementType(query.getStatementType())
        .setNumDmlAffectedRows(query.getNumDmlAffectedRows())
        .setDmlStats(query.getDmlStats())
        .setSessionInfo(statistics.getSessionInfo())
        .setQueryId(job.getJobReference().getJobId())
        .setCreationTime(statistics.getCreationTime())
        .setStartTime(statistics.getStartTime())
        .setEndTime(statistics.getEndTime())
        .setLocation(job.getJobReference().getLocation())
        .setJobCreationReason(new JobCreationReason().setCode("REQUESTED"))
        .setSchema(query.getSchema());
  }

  /// A statement without rows has none, but for one that changes rows: it counts those.
  private static @Nullable BigInteger none(Job job) {
    return job.getStatistics().getQuery().getDmlStats() == null ? BigInteger.ZERO : null;
  }

  /// @return null when the statement has no rows
  private @Nullable RowPage page(Job job, RowPages.Ask ask) {
    return JobResults.table(job).map(table -> pages.page(table, ask)).orElse(null);
  }

  public Answer results(Call call) {
    var key = jobs.key(call.project(), call.path("job"));
    var job = locations.checked(call, jobs.get(key));
    if (!isDone(job))
      job = awaited(key, call.number("timeoutMs").map(Duration::ofMillis).orElse(PATIENCE));
    if (!isDone(job))
      return Answer.ok(
          new GetQueryResultsResponse()
              .setKind("bigquery#getQueryResultsResponse")
              .setJobReference(job.getJobReference())
              .setJobComplete(false));
    fail(job);
    var ask =
        new RowPages.Ask(
            call.parameter("pageToken")
                .map(RowPage::row)
                .orElseGet(() -> call.number("startIndex").orElse(0L)),
            call.number("maxResults"),
            RowRoutes.timestamps(call),
            List.of());
    return Answer.json(200, results(job, ask));
  }

  private byte[] results(Job job, RowPages.Ask ask) {
    var page = page(job, ask);
    var query = job.getStatistics().getQuery();
    var response =
        new GetQueryResultsResponse()
            .setKind("bigquery#getQueryResultsResponse")
            .setEtag(Hashes.etag(job.getId() + ask.first()))
            .setJobReference(job.getJobReference())
            .setJobComplete(true)
            .setCacheHit(false)
            .setTotalBytesProcessed(job.getStatistics().getTotalBytesProcessed())
            .setNumDmlAffectedRows(query.getNumDmlAffectedRows())
            .setErrors(job.getStatus().getErrors());
    if (page == null)
      return Bodies.write(response.setSchema(query.getSchema()).setTotalRows(none(job)));
    response
        .setSchema(Fields.schema(page.columns()))
        .setTotalRows(BigInteger.valueOf(page.total()))
        .setPageToken(page.token());
    return page.in(response);
  }
}
