package convergence.bigquery.load;

import com.google.api.services.bigquery.model.JobConfiguration;
import convergence.bigquery.files.Export;
import convergence.bigquery.files.GsFiles;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.job.JobEntry;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.job.Work;
import convergence.bigquery.sql.House;
import java.nio.file.Path;
import java.util.List;

/// Takes load, extract and copy jobs in.
public final class FileJobs {
  private final House house;
  private final GsFiles files;
  private final Jobs jobs;

  public FileJobs(House house, GsFiles files, Jobs jobs) {
    this.house = house;
    this.files = files;
    this.jobs = jobs;
  }

  public JobKey key(String project, String id) {
    return jobs.key(project, id);
  }

  public JobEntry submit(JobKey key, String location, JobConfiguration configuration) {
    var configured = Bodies.copy(configuration);
    return jobs.submit(key, location, configured, work(key, configured));
  }

  private Work work(JobKey key, JobConfiguration configured) {
    if (configured.getLoad() != null) {
      configured.setJobType("LOAD");
      var uris = configured.getLoad().getSourceUris();
      if (uris == null || uris.isEmpty()) throw ApiException.required("sourceUris");
      return new Later(() -> new LoadWork(key, configured, house, files.find(uris), false));
    }
    if (configured.getExtract() != null) {
      configured.setJobType("EXTRACT");
      return new ExtractWork(key, configured, house, new Export(files));
    }
    if (configured.getCopy() != null) {
      configured.setJobType("COPY");
      return new CopyWork(key, configured, house);
    }
    throw ApiException.required("configuration.query, load, copy or extract");
  }

  /// A load of a file that was uploaded for it.
  public JobEntry submit(JobKey key, String location, JobConfiguration configuration, Path file) {
    var configured = Bodies.copy(configuration).setJobType("LOAD");
    return jobs.submit(
        key, location, configured, new LoadWork(key, configured, house, List.of(file), true));
  }

  /// Looks for its files when it is its turn, so that a missing one fails the job and not the
  /// request.
  private static final class Later implements Work {
    private final java.util.function.Supplier<Work> making;
    private volatile boolean stopped;

    /// Set by the job's thread, read by whoever stops it.
    private volatile @org.jspecify.annotations.Nullable Work made;

    Later(java.util.function.Supplier<Work> making) {
      this.making = making;
    }

    @Override
    public Done run() throws Exception {
      var work = making.get();
      made = work;
      if (stopped) work.stop();
      return work.run();
    }

    @Override
    public void stop() {
      stopped = true;
      var work = made;
      if (work != null) work.stop();
    }
  }
}
