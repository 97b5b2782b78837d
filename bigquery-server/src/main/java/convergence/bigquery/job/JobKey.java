package convergence.bigquery.job;

import com.google.api.services.bigquery.model.JobReference;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Hashes;
import convergence.warehouse.JobId;
import java.util.regex.Pattern;

/// A job's name: ids are unique within their owner's project.
///
/// @param owner whose job it is: others do not find it; empty: an operator's
public record JobKey(String owner, String project, String id) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,1024}");

  public JobKey {
    if (!SHAPE.matcher(id).matches())
      throw ApiException.invalid(
          "Invalid job ID \""
              + id
              + "\". Job IDs must be alphanumeric (plus underscores and dashes) and must be at most"
              + " 1024 characters long.");
  }

  /// Another job of the same owner and project.
  JobKey beside(String other) {
    return new JobKey(owner, project, other);
  }

  public JobReference reference(String location) {
    return new JobReference().setProjectId(project).setJobId(id).setLocation(location);
  }

  /// As the service shows it.
  public String shown(String location) {
    return project + ":" + location + "." + id;
  }

  /// The warehouse's ids are shorter and know no projects.
  public JobId inWarehouse() {
    return new JobId("bq_" + hash());
  }

  public String hash() {
    return Hashes.sha256((owner.isEmpty() ? "" : owner + "/") + project + ":" + id);
  }
}
