package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.DatasetReference;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.TableReference;
import convergence.bigquery.catalog.Datasets;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Reason;
import convergence.bigquery.sql.DatasetName;
import convergence.port.Ids;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a job runs: as asked, else where the dataset that it names lies, else US. Data never move;
/// what is kept apart is who finds what.
public final class Locations {
  private static final String DEFAULT = "US";
  private static final Set<String> UNNAMED = Set.of(DEFAULT, "EU");
  private final Datasets datasets;
  private final Ids ids;

  public Locations(Datasets datasets, Ids ids) {
    this.datasets = datasets;
    this.ids = ids;
  }

  String newJobId() {
    return "job_" + ids.base62(28);
  }

  String of(String project, @Nullable String asked, JobConfiguration configuration) {
    if (asked != null && !asked.isEmpty()) return normal(asked);
    var dataset = named(configuration);
    if (dataset == null || dataset.getDatasetId() == null) return DEFAULT;
    return datasets
        .location(
            new DatasetName(
                dataset.getProjectId() == null ? project : dataset.getProjectId(),
                dataset.getDatasetId()))
        .orElse(DEFAULT);
  }

  private static @Nullable DatasetReference named(JobConfiguration configuration) {
    if (configuration.getQuery() != null) {
      var query = configuration.getQuery();
      return query.getDefaultDataset() != null
          ? query.getDefaultDataset()
          : dataset(query.getDestinationTable());
    }
    if (configuration.getLoad() != null)
      return dataset(configuration.getLoad().getDestinationTable());
    if (configuration.getCopy() != null)
      return dataset(configuration.getCopy().getDestinationTable());
    if (configuration.getExtract() != null)
      return dataset(configuration.getExtract().getSourceTable());
    return null;
  }

  private static @Nullable DatasetReference dataset(@Nullable TableReference table) {
    return table == null
        ? null
        : new DatasetReference()
            .setProjectId(table.getProjectId())
            .setDatasetId(table.getDatasetId());
  }

  /// Multi-regions are upper case, regions lower case.
  static String normal(String location) {
    return location.length() <= 2
        ? location.toUpperCase(Locale.ROOT)
        : location.toLowerCase(Locale.ROOT);
  }

  /// A job is found only where it ran; who names no place looks in the multi-regions.
  Job checked(Call call, Job job) {
    var asked = call.parameter("location").map(Locations::normal);
    String ran = job.getJobReference().getLocation();
    if (asked.map(ran::equals).orElse(UNNAMED.contains(ran))) return job;
    throw new ApiException(
        Reason.NOT_FOUND,
        "Not found: Job "
            + job.getJobReference().getProjectId()
            + ":"
            + asked.map(place -> place + ".").orElse("")
            + job.getJobReference().getJobId());
  }
}
