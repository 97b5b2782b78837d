package convergence.bigquery.sql;

import com.google.api.services.bigquery.model.RoutineReference;
import convergence.bigquery.http.ApiException;
import java.util.regex.Pattern;

/// A routine by its full name.
public record RoutineName(String project, String dataset, String routine) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_]{1,256}");

  public RoutineName {
    if (!SHAPE.matcher(routine).matches())
      throw ApiException.invalid(
          "Invalid routine ID \""
              + routine
              + "\". Routine IDs must be alphanumeric (plus underscores) and must be at most 256"
              + " characters long.");
  }

  public DatasetName in() {
    return new DatasetName(project, dataset);
  }

  public RoutineReference reference() {
    return new RoutineReference().setProjectId(project).setDatasetId(dataset).setRoutineId(routine);
  }

  /// As BigQuery's messages show it.
  @Override
  public String toString() {
    return project + ":" + dataset + "." + routine;
  }
}
