package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobCancelResponse;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobList;
import com.google.api.services.bigquery.model.JobReference;
import com.google.api.services.bigquery.model.QueryParameterValue;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.http.Reason;
import convergence.bigquery.job.JobBook;
import convergence.bigquery.job.JobEntry;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.query.QueryDesk;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `jobs.*` but for what has to do with rows.
public final class JobRoutes {
  /// A job that is done within this time is answered as done: most are, and their callers need not
  /// ask again.
  private static final Duration SOON = Duration.ofMillis(400);

  private final Jobs jobs;
  private final QueryDesk queries;
  private final Files files;
  private final Locations locations;

  /// Takes in what moves rows as a whole: load, extract and copy jobs.
  public interface Files {
    JobEntry submit(JobKey key, String location, JobConfiguration configuration);
  }

  public JobRoutes(Jobs jobs, QueryDesk queries, Files files, Locations locations) {
    this.jobs = jobs;
    this.queries = queries;
    this.files = files;
    this.locations = locations;
  }

  public Answer insert(Call call) {
    return Answer.ok(submit(call.project(), call.body(Job.class)));
  }

  Job submit(String project, Job asked) {
    var configuration = asked.getConfiguration();
    if (configuration == null) throw ApiException.required("configuration");
    var reference = asked.getJobReference() == null ? new JobReference() : asked.getJobReference();
    var place = locations.of(project, reference.getLocation(), configuration);
    if (Boolean.TRUE.equals(configuration.getDryRun())) {
      if (configuration.getQuery() == null)
        throw ApiException.invalid("Only query jobs can be run dry");
      return queries.dryRun(project, place.checked(), configuration);
    }
    var key =
        jobs.key(
            project,
            reference.getJobId() == null || reference.getJobId().isEmpty()
                ? locations.newJobId()
                : reference.getJobId());
    var entry =
        configuration.getQuery() != null
            ? query(key, place, configuration)
            : files.submit(key, place.checked(), configuration);
    boolean _ = entry.await(SOON);
    return shown(entry.resource());
  }

  private JobEntry query(JobKey key, Locations.Place place, JobConfiguration configuration) {
    return place
        .misplaced()
        .map(why -> queries.refuse(key, place.location(), configuration, why))
        .orElseGet(() -> queries.submit(key, place.location(), configuration));
  }

  public Answer get(Call call) {
    return Answer.ok(shown(locations.checked(call, jobs.get(key(call)))));
  }

  static Job shown(Job job) {
    var shown = Bodies.copy(job).setEtag(Hashes.etag(job.toString()));
    var query = shown.getConfiguration() == null ? null : shown.getConfiguration().getQuery();
    if (query != null && query.getQueryParameters() != null)
      for (var parameter : query.getQueryParameters())
        if (isNull(parameter.getParameterValue())) parameter.setParameterValue(null);
    return shown;
  }

  /// NULL is told by a value that is not there.
  private static boolean isNull(@Nullable QueryParameterValue value) {
    return value != null && value.isEmpty();
  }

  public Answer cancel(Call call) {
    var _ = locations.checked(call, jobs.get(key(call)));
    return Answer.ok(
        new JobCancelResponse()
            .setKind("bigquery#jobCancelResponse")
            .setJob(shown(jobs.cancel(key(call)))));
  }

  public Answer delete(Call call) {
    var job = locations.checked(call, jobs.get(key(call)));
    if (!QueryRoutes.isDone(job))
      throw new ApiException(
          Reason.INVALID, "Cannot delete job " + job.getId() + ": it is still running");
    jobs.delete(key(call));
    return Answer.ok(new com.google.api.client.util.GenericData());
  }

  private JobKey key(Call call) {
    return jobs.key(call.project(), call.path("job"));
  }

  public Answer list(Call call) {
    boolean full = call.parameter("projection").map("full"::equalsIgnoreCase).orElse(false);
    int most = Math.toIntExact(Math.clamp(call.number("maxResults").orElse(50L), 1, 1000));
    var page =
        jobs.book()
            .list(
                call.project(),
                wanted(call),
                most,
                call.parameter("pageToken").map(JobBook::cursor).orElse(null));
    List<JobList.Jobs> listed =
        page.jobs().stream().map(job -> listed(jobs.current(job), full)).toList();
    var list = new JobList().setKind("bigquery#jobList").setNextPageToken(page.next());
    if (!listed.isEmpty()) list.setJobs(listed);
    return Answer.ok(list.setEtag(Hashes.etag(list.toString())));
  }

  private Predicate<Job> wanted(Call call) {
    var states =
        call.parameters("stateFilter").stream()
            .map(state -> state.toUpperCase(Locale.ROOT))
            .toList();
    Optional<Long> from = call.number("minCreationTime");
    Optional<Long> to = call.number("maxCreationTime");
    Optional<String> parent = call.parameter("parentJobId");
    return job -> {
      long created = job.getStatistics().getCreationTime();
      String above = job.getStatistics().getParentJobId();
      return (states.isEmpty() || states.contains(jobs.current(job).getStatus().getState()))
          && created >= from.orElse(0L)
          && created <= to.orElse(Long.MAX_VALUE)
          && parent.map(id -> id.equals(above)).orElse(above == null)
          && labelled(call, job);
    };
  }

  private static boolean labelled(Call call, Job job) {
    var labels = job.getConfiguration() == null ? null : job.getConfiguration().getLabels();
    for (String terms : call.parameters("filter"))
      for (String term : terms.trim().split("\\s+")) {
        var parts = term.replaceFirst("^labels\\.", "").split("[:=]", 2);
        @Nullable String value = labels == null ? null : labels.get(parts[0]);
        if (value == null || (parts.length == 2 && !value.equals(parts[1]))) return false;
      }
    return true;
  }

  private static JobList.Jobs listed(Job job, boolean full) {
    var listed =
        new JobList.Jobs()
            .setKind("bigquery#job")
            .setId(job.getId())
            .setJobReference(job.getJobReference())
            .setState(job.getStatus().getState())
            .setStatistics(job.getStatistics())
            .setStatus(job.getStatus())
            .setErrorResult(job.getStatus().getErrorResult())
            .setUserEmail(job.getUserEmail())
            .setPrincipalSubject(job.getPrincipalSubject());
    // Labels are wanted by whoever lists, and cost little.
    listed.setConfiguration(
        full
            ? job.getConfiguration()
            : new JobConfiguration()
                .setJobType(job.getConfiguration().getJobType())
                .setLabels(job.getConfiguration().getLabels()));
    return listed;
  }
}
