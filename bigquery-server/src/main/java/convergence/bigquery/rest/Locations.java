package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.TableReference;
import convergence.bigquery.catalog.Datasets;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Reason;
import convergence.bigquery.query.QueryDesk;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.port.Ids;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a job runs: as asked, else where the data lie that it names or reads, else US. Data never
/// move, and a job finds those only that lie where it runs.
public final class Locations {
  private static final Set<String> UNNAMED = Set.of(Datasets.HOME, "EU");
  private final Datasets datasets;
  private final QueryDesk queries;
  private final Ids ids;

  public Locations(Datasets datasets, QueryDesk queries, Ids ids) {
    this.datasets = datasets;
    this.queries = queries;
    this.ids = ids;
  }

  String newJobId() {
    return "job_" + ids.base62(28);
  }

  /// @param misplaced what the job fails with, as it names or reads data that lie elsewhere
  record Place(String location, Optional<ApiException> misplaced) {
    /// @throws ApiException what it fails with
    String checked() {
      if (misplaced.isPresent()) throw misplaced.get();
      return location;
    }
  }

  Place of(String project, @Nullable String asked, JobConfiguration configuration) {
    String wanted = asked == null || asked.isEmpty() ? null : normal(asked);
    if (datasets.areAtHome() && (wanted == null || wanted.equals(Datasets.HOME)))
      return new Place(Datasets.HOME, Optional.empty());
    var touched = new LinkedHashSet<>(named(project, configuration));
    if (configuration.getQuery() != null) touched.addAll(queries.reads(project, configuration));
    touched.removeIf(dataset -> dataset.dataset().startsWith(House.HIDDEN));
    String location =
        wanted == null
            ? touched.stream()
                .flatMap(dataset -> datasets.location(dataset).stream())
                .findFirst()
                .orElse(Datasets.HOME)
            : wanted;
    return new Place(
        location,
        touched.stream()
            .filter(d -> liesElsewhere(d, location))
            .findFirst()
            .map(dataset -> missing(dataset, location)));
  }

  private boolean liesElsewhere(DatasetName dataset, String location) {
    return datasets.location(dataset).filter(place -> !place.equals(location)).isPresent();
  }

  private static ApiException missing(DatasetName dataset, String location) {
    return new ApiException(
        Reason.NOT_FOUND,
        "Not found: Dataset " + dataset + " was not found in location " + location);
  }

  private static List<DatasetName> named(String project, JobConfiguration configuration) {
    var tables = new ArrayList<@Nullable TableReference>();
    var query = configuration.getQuery();
    var load = configuration.getLoad();
    var copy = configuration.getCopy();
    var extract = configuration.getExtract();
    if (query != null) {
      var unqualified = query.getDefaultDataset();
      if (unqualified != null)
        tables.add(
            new TableReference()
                .setProjectId(unqualified.getProjectId())
                .setDatasetId(unqualified.getDatasetId()));
      tables.add(query.getDestinationTable());
    }
    if (load != null) tables.add(load.getDestinationTable());
    if (copy != null) {
      tables.add(copy.getDestinationTable());
      tables.add(copy.getSourceTable());
      if (copy.getSourceTables() != null) tables.addAll(copy.getSourceTables());
    }
    if (extract != null) tables.add(extract.getSourceTable());
    return tables.stream()
        .flatMap(Stream::ofNullable)
        .filter(table -> table.getDatasetId() != null)
        .map(
            table ->
                new DatasetName(
                    table.getProjectId() == null ? project : table.getProjectId(),
                    table.getDatasetId()))
        .toList();
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
