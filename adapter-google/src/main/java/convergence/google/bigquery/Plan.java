package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.WriteChannelConfiguration;
import convergence.problem.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// A job's configuration, ready to be inserted under an id.
sealed interface Plan {
  /// Inserts it. Where the id is taken, the client answers with the job that has it.
  Job insert(BigQuery client, JobId id, Map<String, String> labels);

  record Query(QueryJobConfiguration configuration) implements Plan {
    @Override
    public Job insert(BigQuery client, JobId id, Map<String, String> labels) {
      return client.create(JobInfo.of(id, configuration.toBuilder().setLabels(labels).build()));
    }
  }

  /// Of files that BigQuery reads by itself.
  record Load(LoadJobConfiguration configuration) implements Plan {
    @Override
    public Job insert(BigQuery client, JobId id, Map<String, String> labels) {
      return client.create(JobInfo.of(id, configuration.toBuilder().setLabels(labels).build()));
    }
  }

  /// Of a file of this machine.
  record Upload(Path file, WriteChannelConfiguration configuration) implements Plan {
    private static final int CHUNK = 8 << 20;

    @Override
    public Job insert(BigQuery client, JobId id, Map<String, String> labels) {
      try (var content = Files.newByteChannel(file)) {
        var writer = client.writer(id, configuration.toBuilder().setLabels(labels).build());
        try (writer) {
          var buffer = ByteBuffer.allocate(CHUNK);
          while (content.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) writer.write(buffer);
            buffer.clear();
          }
        }
        return writer.getJob();
      } catch (NoSuchFileException e) {
        throw new Fault.Permanent("file_not_found", "no file " + file.getFileName(), e);
      } catch (IOException e) {
        throw new Fault.Transient(
            "unavailable", "the upload of " + file.getFileName() + " broke off", e);
      }
    }
  }
}
