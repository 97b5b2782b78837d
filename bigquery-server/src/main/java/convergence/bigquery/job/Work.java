package convergence.bigquery.job;

import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a job does when it is its turn. It may be stopped from another thread at any time.
public interface Work {
  /// @throws Exception what the job fails with
  Done run() throws Exception;

  /// Asks it to end soon.
  void stop();

  /// Jobs that it was made of, in order: a script's statements. All that have ended by now, even when
  /// the job itself has failed.
  default List<Child> children() {
    return List.of();
  }

  /// A part of a job that has ended.
  ///
  /// @param statistics with times
  /// @param problem null: it succeeded
  record Child(
      String id,
      JobConfiguration configuration,
      JobStatistics statistics,
      @Nullable ErrorProto problem) {}

  /// @param configuration as it stands from now on, with what was chosen for the caller
  /// @param statistics without times
  /// @param warnings what went wrong without failing the job
  record Done(JobConfiguration configuration, JobStatistics statistics, List<ErrorProto> warnings) {
    public Done {
      warnings = List.copyOf(warnings);
    }
  }
}
