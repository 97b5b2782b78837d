package convergence.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.LoadJobConfiguration;
import convergence.problem.Fault;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files in a bucket go into tables without passing through the worker.
final class BucketLoadsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TableRef PEOPLE = TableRef.of("acme", "people");

  @TempDir Path folder;
  private OpenBigQuery open;

  @BeforeEach
  void open() throws IOException {
    open = new OpenBigQuery(folder);
    open.warehouse().createDataset("acme");
    var file = folder.resolve("gs/files/acme/2026/people.csv");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, "id,name\n1,Ada\n2,Grace\n");
  }

  @AfterEach
  void close() {
    open.close();
  }

  private static Job.Load load(String id, String path, Destination.Mode mode, List<String> keys) {
    return new Job.Load(
        new JobId(id),
        path,
        new Job.FileFormat(Job.FileFormat.Kind.CSV, ",", true, ""),
        null,
        new Destination(PEOPLE, mode, keys, null, null, false, Map.of()),
        PATIENCE);
  }

  private List<?> names() {
    return open.warehouse()
        .query(BoundSql.of("SELECT name FROM people ORDER BY id"), Map.of(), "acme", 9, PATIENCE)
        .rows();
  }

  @Test
  void bigquery_reads_the_object_itself() {
    var path = "gs://files/acme/2026/people.csv";
    var done = open.warehouse().run(load("load-a", path, Destination.Mode.OVERWRITE, List.of()));
    assertThat(done.rows()).isEqualTo(2);
    assertThat(names()).isEqualTo(List.of(List.of("Ada"), List.of("Grace")));
    LoadJobConfiguration job = open.client().getJob("load-a").getConfiguration();
    assertThat(job.getSourceUris()).containsExactly(path);
  }

  @Test
  void a_merge_takes_it_from_there_too() {
    var path = "gs://files/acme/2026/people.csv";
    open.warehouse().run(load("load-a", path, Destination.Mode.OVERWRITE, List.of()));
    open.warehouse().run(load("load-b", path, Destination.Mode.MERGE, List.of("id")));
    assertThat(names()).hasSize(2);
  }

  @Test
  void an_object_that_is_missing_is_said_to_be() {
    var load =
        load("load-a", "gs://files/acme/2026/none.csv", Destination.Mode.OVERWRITE, List.of());
    assertThatThrownBy(() -> open.warehouse().run(load))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, f -> assertThat(f.code()).isEqualTo("file_not_found"))
        .hasMessageContaining("none.csv")
        .hasMessageNotContaining("gs://files/acme");
  }
}
