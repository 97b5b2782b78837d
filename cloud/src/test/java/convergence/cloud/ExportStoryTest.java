package convergence.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.cloud.export.Export;
import convergence.cloud.export.Folder;
import convergence.credential.CredentialVault;
import convergence.credential.Provider;
import convergence.port.DocumentStore;
import convergence.port.Key;
import convergence.port.Warehouse;
import convergence.run.RunLedger;
import convergence.settings.Settings;
import convergence.tenant.TenantId;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A laptop's folder moves into the cloud: refused while a run is open, finished after it died, and then the tenant goes
/// on over there with its key, its schedule, its history, its credential and its rows.
final class ExportStoryTest {
  private static final String ROWS = "SELECT TO_JSON_STRING(t) FROM acme.kinds AS t ORDER BY t.id";

  @TempDir Path root;

  @Test
  void a_tenant_goes_on_over_there() throws Exception {
    try (var cluster = new Cluster(root, "export")) {
      cluster.write("story/work/kinds.yml", TEMPLATE);
      var folder = root.resolve("laptop");
      var laptop = Laptop.with(folder, root.resolve("configs"));

      String run = laptop.startsAndStops("story/work/kinds");
      assertThat(export(cluster, folder, _ -> {}))
          .containsExactly("acme: run " + run + " is open; let it end or cancel it");
      try (var cloud = cloud(cluster)) {
        assertThat(cloud.getBean(DocumentStore.class).get(new Key("tenants", "acme"))).isEmpty();
        assertThat(cloud.getBean(Warehouse.class).hasDataset("acme")).isFalse();
      }

      var rows = laptop.finishes(run, ROWS);
      assertThat(rows).hasSize(2);
      dies(cluster, folder, "acme.");
      dies(cluster, folder, "tenants.");
      assertThat(dies(cluster, folder, "acme: ")).contains("acme.kinds: 2 rows", "acme.wide: view");
      assertThat(cluster.rows(ROWS)).isEqualTo(rows);

      var lines = new ArrayList<String>();
      assertThat(export(cluster, folder, lines::add)).isEmpty();
      assertThat(lines).containsExactly("acme: 0 documents");

      lines.clear();
      assertThat(export(cluster, folder, lines::add)).isEmpty();
      assertThat(lines).containsExactly("acme: moved before");
      assertThat(cluster.rows(ROWS)).isEqualTo(rows);
      assertThat(cluster.rows("SELECT COUNT(*) FROM tenants.tenant_api_keys_rows"))
          .isEqualTo(List.of(List.of("1")));

      lives(cluster, laptop, run);
      anotherOfItsNameIsRefused(cluster);
    }
  }

  private void lives(Cluster cluster, Laptop laptop, String run) {
    var gateway = cluster.start(Service.API_GATEWAY);
    try (var http = new Http("http://127.0.0.1:" + gateway.port());
        var cloud = cloud(cluster)) {
      var acme = new Tenant(http, "acme", laptop.key());
      assertThat(acme.run(run).path("status").asText()).isEqualTo("COMPLETED");
      var schedules =
          http.get("/api/v1/scheduler/customer/acme/pipelines", acme.headers()).expect(200);
      assertThat(schedules.toString()).contains(laptop.schedule());
      var secret = cloud.getBean(CredentialVault.class).open(new TenantId("acme"), Provider.OPENAI);
      assertThat(secret.orElseThrow().reveal()).contains(Laptop.SECRET);
      assertThat(
              cluster.rows(
                  "SELECT status FROM acme.x_meta_pipeline_runs WHERE pipeline_logging_id = '"
                      + run
                      + "'"))
          .isEqualTo(List.of(List.of("COMPLETED")));
      assertThat(cloud.getBean(RunLedger.class).open(new TenantId("acme"))).isEmpty();
    }
  }

  /// Another folder has a tenant of that name too.
  private void anotherOfItsNameIsRefused(Cluster cluster) throws Exception {
    var other = root.resolve("other");
    var _ = Laptop.with(other, root.resolve("configs"));
    assertThat(export(cluster, other, _ -> {}))
        .containsExactly("acme: exists over there already, with other content");
  }

  /// Ends at the first line that begins so.
  ///
  /// @return the lines until then
  private static List<String> dies(Cluster cluster, Path folder, String line) {
    var lines = new ArrayList<String>();
    assertThatThrownBy(
            () ->
                export(
                    cluster,
                    folder,
                    told -> {
                      lines.add(told);
                      if (told.startsWith(line)) throw new IllegalStateException("the lid closed");
                    }))
        .hasMessage("the lid closed");
    return lines;
  }

  private static List<String> export(Cluster cluster, Path folder, Consumer<String> told)
      throws Exception {
    try (var from = Folder.open(folder, Map.of());
        var to = cloud(cluster)) {
      return new Export(from, to, told).run();
    }
  }

  private static ApplicationContext cloud(Cluster cluster) {
    var settings = Settings.read(cluster.environment(), Settings.Foundation.GOOGLE);
    return ServiceProcess.open(Service.QUOTA, settings, Map.of());
  }

  private static final String TEMPLATE =
      """
      steps:
        - step_id: kinds
          ps_type: gcp.bigquery_to_bigquery
          source:
            query: |
              SELECT 1 AS id, 'Ada' AS name, NUMERIC '1.10' AS amount, BIGNUMERIC '-0.5' AS big, DATE '2026-01-05' AS day,
                TIMESTAMP '2026-01-05 10:00:00.000001+00' AS moment, DATETIME '2026-01-05 10:00:00' AS local,
                TIME '10:00:00' AS clock, b'\\x00\\xff' AS raw, PARSE_JSON('[1, "x"]') AS doc,
                [1, 2] AS list, STRUCT(1 AS a, ['x'] AS b) AS pair, 0.1 AS part, TRUE AS flag
              UNION ALL
              SELECT 2, NULL, NULL, NULL, DATE '2026-01-06', NULL, NULL, NULL, NULL, NULL, [], NULL,
                CAST('inf' AS FLOAT64), NULL
          destination: {table: kinds, write_mode: overwrite, partition_field: day}
      """;
}
