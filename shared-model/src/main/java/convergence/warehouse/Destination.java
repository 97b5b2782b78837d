package convergence.warehouse;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a job's rows go, and how.
///
/// @param mode what happens to the rows that are there
/// @param mergeKeys for MERGE: columns that identify a row; a NULL or doubled key fails the job
/// @param partitionField DATE or TIMESTAMP column by whose UTC day a new table is partitioned; null: none
/// @param partition for OVERWRITE of one day only, `yyyy-MM-dd`; null: the whole table
/// @param recreate with OVERWRITE: drop the table first, so that its schema is the rows' own
/// @param labels put on the table, e.g. `dataset_type`
public record Destination(
    TableRef table,
    Mode mode,
    List<String> mergeKeys,
    @Nullable String partitionField,
    @Nullable String partition,
    boolean recreate,
    Map<String, String> labels) {
  public Destination {
    mergeKeys = List.copyOf(mergeKeys);
    labels = Map.copyOf(labels);
    if ((mode == Mode.MERGE) == mergeKeys.isEmpty())
      throw new IllegalArgumentException("merge keys belong to MERGE");
    if (recreate && mode != Mode.OVERWRITE)
      throw new IllegalArgumentException("recreate goes with OVERWRITE");
    if (partition != null && (mode != Mode.OVERWRITE || partitionField == null || recreate))
      throw new IllegalArgumentException("a partition is overwritten by its field");
  }

  public enum Mode {
    OVERWRITE,
    APPEND,
    MERGE
  }
}
