package convergence.bigquery.job;

import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobStatistics;
import java.util.List;

/// What a job does when it is its turn. It may be stopped from another thread at any time.
public interface Work {
  /// @throws Exception what the job fails with
  Done run() throws Exception;

  /// Asks it to end soon.
  void stop();

  /// @param configuration as it stands from now on, with what was chosen for the caller
  /// @param statistics without times
  /// @param warnings what went wrong without failing the job
  record Done(JobConfiguration configuration, JobStatistics statistics, List<ErrorProto> warnings) {
    public Done {
      warnings = List.copyOf(warnings);
    }
  }
}
