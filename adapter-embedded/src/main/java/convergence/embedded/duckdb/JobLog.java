package convergence.embedded.duckdb;

import java.util.List;
import java.util.Map;

/// The jobs that INFORMATION_SCHEMA.JOBS tells of. Whoever runs jobs keeps them; the warehouse only
/// shows them.
public interface JobLog {
  /// Nobody keeps any.
  JobLog NONE = (_, _) -> List.of();

  /// @param location such as `us`, in lower case; empty: every one
  /// @return of each job what its columns hold, by name: text, whole numbers, truth, and lists and
  ///     maps of them; a TIMESTAMP in milliseconds. A column that is left out is NULL
  List<Map<String, Object>> jobs(String project, String location);
}
