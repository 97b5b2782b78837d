package convergence.bigquery.sql;

import com.google.api.services.bigquery.model.DatasetReference;
import convergence.bigquery.http.ApiException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A dataset by its full name.
public record DatasetName(String project, String dataset) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_]{1,1024}");

  public DatasetName {
    if (!SHAPE.matcher(dataset).matches())
      throw ApiException.invalid(
          "Invalid dataset ID \""
              + dataset
              + "\". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024"
              + " characters long.");
  }

  /// @throws ApiException a part is missing
  public static DatasetName of(@Nullable DatasetReference reference, String project) {
    if (reference == null || reference.getDatasetId() == null)
      throw ApiException.required("datasetReference.datasetId");
    return new DatasetName(
        reference.getProjectId() == null ? project : reference.getProjectId(),
        reference.getDatasetId());
  }

  public DatasetReference reference() {
    return new DatasetReference().setProjectId(project).setDatasetId(dataset);
  }

  /// As BigQuery's messages show it.
  @Override
  public String toString() {
    return project + ":" + dataset;
  }
}
