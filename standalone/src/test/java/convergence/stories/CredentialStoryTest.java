package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.credential.CredentialVault;
import convergence.credential.Provider;
import convergence.port.Cipher;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Key;
import convergence.problem.Fault;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may see a tenant's credential: a step that names its provider, for as long as it works, and nobody else.
final class CredentialStoryTest {
  private static Town town;

  @BeforeAll
  static void open(@TempDir Path root) {
    var folders = Folders.in(root);
    folders.write(
        "gcp/cost/plain.yml",
        "parameters:\n  n: {type: INT64, default: 0}\nsteps:\n  - {step_id: nap, ps_type: shared.noop}\n");
    folders.write(
        "gcp/cost/named.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
        steps:
          - {step_id: before, ps_type: shared.noop}
          - {step_id: with, ps_type: shared.noop, credential: gcp}
          - {step_id: after, ps_type: shared.noop}
        """);
    town = Town.open(folders, Map.of(StoryBeans.WATCHED, "true"));
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void a_credential_is_opened_for_the_step_that_names_it_and_for_nothing_else() {
    var acme = town.tenant("acme_corp");
    String id = store(acme);
    var cipher = town.bean(WatchedCipher.class);
    cipher.opened().clear();

    acme.completes("gcp/cost/plain", Map.of());
    for (var path : List.of("", "/credentials", "/credentials/" + id, "/audit", "/notifications"))
      acme.get("/tenants/acme_corp" + path).expect(200);
    acme.sql("SELECT * FROM tenants.tenant_cloud_credentials");
    rotate();
    assertThat(cipher.opened()).isEmpty();

    acme.completes("gcp/cost/named", Map.of());
    assertThat(cipher.opened())
        .containsExactly(new Cipher.Context("acme_corp", "credential/" + id));
  }

  @Test
  void a_step_whose_credential_is_missing_fails_and_says_so() {
    var poor = town.tenant("poor_corp");
    var run = poor.ended(poor.starts("gcp/cost/named", Map.of()));
    assertThat(run.path("status").asText()).isEqualTo("FAILED");
    assertThat(run.path("error_code").asText()).isEqualTo("credential_missing");
  }

  @Test
  void a_sealed_record_that_was_moved_does_not_open() {
    var from = town.tenant("from_corp");
    town.tenant("to_corp");
    store(from);
    var documents = town.bean(DocumentStore.class);
    var wallet = documents.get(new Key("credentials", "from_corp")).orElseThrow();
    move(documents, wallet, "to_corp");
    var vault = town.bean(CredentialVault.class);
    assertThat(vault.open(new TenantId("from_corp"), Provider.GCP)).isPresent();
    assertThatThrownBy(() -> vault.open(new TenantId("to_corp"), Provider.GCP))
        .isInstanceOfSatisfying(
            Fault.Permanent.class, fault -> assertThat(fault.code()).isEqualTo("cannot_open"));

    String id = vault.list(new TenantId("from_corp")).getFirst().id();
    var renamed = new Document(1, wallet.body().replace(id, "another-id"), wallet.fields());
    move(documents, renamed, "from_corp");
    assertThatThrownBy(() -> vault.open(new TenantId("from_corp"), Provider.GCP))
        .isInstanceOf(Fault.Permanent.class);
  }

  @Test
  void the_sealing_key_is_rotated_while_runs_open_credentials() {
    var busy = town.tenant("busy_corp");
    store(busy);
    var runs =
        IntStream.range(0, 30)
            .mapToObj(
                n -> {
                  if (n % 6 == 0) rotate();
                  return busy.starts("gcp/cost/named", Map.of("n", n));
                })
            .toList();
    runs.forEach(busy::completed);
  }

  private static void rotate() {
    var answer =
        town.gate()
            .post("/api/v1/admin/sealing-key/rotate", "{}", "X-Admin-Key", town.adminKey())
            .expect(200);
    assertThat(answer.path("rotated").asBoolean()).isTrue();
  }

  private static void move(DocumentStore documents, Document wallet, String tenant) {
    documents.transact(
        tx -> {
          tx.put(new Key("credentials", tenant), wallet);
          return Boolean.TRUE;
        });
  }

  private static String store(Resident tenant) {
    var secret =
        Map.of(
            "type", "service_account",
            "project_id", "p",
            "private_key", "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n",
            "client_email", "robot@p.iam.gserviceaccount.com");
    return tenant
        .post(
            "/tenants/" + tenant.id() + "/credentials",
            Map.of("provider", "GCP", "credentials", secret))
        .expect(201)
        .path("credential_id")
        .asText();
  }
}
