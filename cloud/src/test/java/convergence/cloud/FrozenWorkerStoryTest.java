package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker freezes when it has recorded a job's id and before the job reaches BigQuery. The run is cancelled
/// meanwhile; when the worker thaws, its job comes too late.
final class FrozenWorkerStoryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path root;

  @Test
  void a_job_that_was_recorded_before_a_cancel_and_arrives_after_it_changes_nothing() {
    try (var cluster = new Cluster(root, "frozen-worker")) {
      cluster.write("story/late/job.yml", TEMPLATE);
      var gateway = cluster.start(Service.API_GATEWAY);
      var rest = List.of(cluster.start(Service.SCHEDULER), cluster.start(Service.QUOTA));
      var beyond = "http://127.0.0.1:" + cluster.bigQuery().port();
      try (var toll = new Toll(beyond, FrozenWorkerStoryTest::writesLate)) {
        var frozen =
            cluster.start(Service.WORKER, Map.of("BIGQUERY_EMULATOR_HOST", toll.address()));
        rest.forEach(Node::port);
        var _ = frozen.port();
        try (var http = new Http("http://127.0.0.1:" + gateway.port())) {
          tell(cluster, Tenant.onboarded(http, "acme"), toll, frozen);
        }
      }
    }
  }

  /// The job itself, and not the dry run before it, which has neither id nor destination.
  private static boolean writesLate(String body) {
    return body.contains("\"cvg_") && body.contains("\"late\"");
  }

  private static void tell(Cluster cluster, Tenant acme, Toll toll, Node frozen) {
    var run = acme.starts("story/late/job", Map.of());
    toll.awaitArrival();
    frozen.freeze();
    var other = cluster.start(Service.WORKER);
    var _ = other.port();
    assertThat(acme.cancels(run).status()).isIn(200, 202);
    assertThat(acme.ended(run, PATIENCE).path("status").asText()).isEqualTo("CANCELLED");
    toll.open();
    frozen.thaw();
    // All that it still does is done when it is gone.
    var _ = frozen.terminate();
    assertThat(frozen.exitCode()).isIn(0, 143);
    assertThat(
            cluster.rows(
                "SELECT table_name FROM acme.INFORMATION_SCHEMA.TABLES WHERE table_name = 'late'"))
        .isEmpty();
    assertThat(acme.run(run).path("status").asText()).isEqualTo("CANCELLED");
    assertThat(acme.quota().path("concurrent_pipelines_running").asInt()).isZero();
  }

  private static final String TEMPLATE =
      """
      steps:
        - step_id: late
          ps_type: gcp.bigquery_to_bigquery
          source: {query: "SELECT 1 AS n"}
          destination: {table: late, write_mode: append}
      """;
}
