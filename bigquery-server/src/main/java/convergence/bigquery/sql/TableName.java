package convergence.bigquery.sql;

import com.google.api.services.bigquery.model.TableReference;
import convergence.bigquery.http.ApiException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table by its full name.
public record TableName(String project, String dataset, String table) {
  private static final Pattern SHAPE =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Pc}\\p{Pd}\\p{Zs}$*@]{1,1024}");

  public TableName {
    if (!SHAPE.matcher(table).matches())
      throw ApiException.invalid(
          "Invalid table ID \""
              + table
              + "\". Table IDs must be alphanumeric (plus underscores) and must be at most 1024"
              + " characters long.");
  }

  /// @throws ApiException a part is missing
  public static TableName of(@Nullable TableReference reference, String project) {
    if (reference == null) throw ApiException.required("tableReference");
    if (reference.getDatasetId() == null) throw ApiException.required("datasetId");
    if (reference.getTableId() == null) throw ApiException.required("tableId");
    return new TableName(
        reference.getProjectId() == null ? project : reference.getProjectId(),
        reference.getDatasetId(),
        reference.getTableId());
  }

  public DatasetName in() {
    return new DatasetName(project, dataset);
  }

  /// Without what stands behind `$`.
  public TableName whole() {
    int dollar = table.indexOf('$');
    return dollar < 0 ? this : new TableName(project, dataset, table.substring(0, dollar));
  }

  /// The partition behind `$`; null: the whole table is meant.
  public @Nullable String partition() {
    int dollar = table.indexOf('$');
    return dollar < 0 ? null : table.substring(dollar + 1);
  }

  public TableReference reference() {
    return new TableReference().setProjectId(project).setDatasetId(dataset).setTableId(table);
  }

  /// As BigQuery's messages show it.
  @Override
  public String toString() {
    return project + ":" + dataset + "." + table;
  }
}
