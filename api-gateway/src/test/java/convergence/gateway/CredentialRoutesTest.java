package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.credential.CredentialVault;
import convergence.credential.Provider;
import convergence.tenant.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CredentialRoutesTest {
  private static final String PEM =
      "-----BEGIN PRIVATE KEY-----\\nbm90IGEga2V5\\n-----END PRIVATE KEY-----\\n";
  private static final Map<String, String> FITTING =
      Map.of(
          "GCP",
          "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key\":\""
              + PEM
              + "\",\"client_email\":\"robot@p.iam.gserviceaccount.com\",\"token_uri\":\"https://x\"}",
          "AWS",
          "{\"access_key_id\":\"AKIANOTAREALKEY01234\",\"secret_access_key\":\"not-a-real-secret\"}",
          "AZURE",
          "{\"tenant_id\":\"dir\",\"client_id\":\"0f1e2d3c-app-id-9876\",\"client_secret\":\"not-a-real-secret\"}",
          "OPENAI",
          "{\"api_key\":\"sk-not-a-real-key-0001\"}",
          "CLAUDE",
          "{\"api_key\":\"sk-ant-not-a-real-key-0002\"}");

  private Town town;
  private String key;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    Town.write(configs, "plans.yml", "OPEN: {}\nTWO: {max_providers: 2}\n");
    key = town.tenant("alpha");
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void a_credential_of_each_provider_is_stored_and_only_hinted_at() {
    var hints =
        Map.of(
            "GCP",
            "robot@p.iam.gserviceaccount.com",
            "AWS",
            "…1234",
            "AZURE",
            "…9876",
            "OPENAI",
            "…0001",
            "CLAUDE",
            "…0002");
    FITTING.forEach(
        (provider, secret) -> {
          var stored = store(provider.toLowerCase(java.util.Locale.ROOT), secret);
          assertThat(stored.status()).as(stored.text()).isEqualTo(201);
          assertThat(stored.json().path("provider").asText()).isEqualTo(provider);
          assertThat(stored.json().path("hint").asText()).isEqualTo(hints.get(provider));
          assertThat(town.get(stored.header("Location"), "X-API-Key", key).json())
              .isEqualTo(stored.json());
        });
    String listed = town.get(at(""), "X-API-Key", key).text();
    assertThat(listed).doesNotContain("not-a-real").doesNotContain("PRIVATE KEY");
    assertThat(store("Anthropic", fitting("CLAUDE")).json().path("provider").asText())
        .isEqualTo("CLAUDE");
  }

  @Test
  void what_does_not_fit_is_named_and_never_repeated() {
    for (var wrong :
        List.of(
            "GCP {\"type\":\"canary-authorized\"} private_key",
            "GCP {\"private_key\":\"canary\"} private_key",
            "AWS {\"access_key_id\":\"canary\"} access_key_id",
            "AZURE {\"client_secret\":[\"canary\"]} client_secret",
            "OPENAI {\"api_key\":{\"canary\":1}} api_key",
            "CLAUDE {\"key\":\"canary\"} api_key")) {
      var parts = wrong.split(" ");
      var answer = store(parts[0], parts[1]);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.json().path("errors").findValuesAsText("pointer"))
          .contains("/credentials/" + parts[2]);
      assertThat(answer.text()).doesNotContain("canary");
    }
    assertThat(store("ORACLE", "{}").status()).isEqualTo(400);
    for (var body :
        List.of(
            "{}", "{\"provider\":\"GCP\"}", "{\"provider\":\"GCP\",\"credentials\":\"canary\"}")) {
      var answer = town.post(at(""), body, "X-API-Key", key);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).doesNotContain("canary");
    }
  }

  @Test
  void a_credential_can_be_changed_switched_off_and_forgotten() {
    String id = id(store("OPENAI", fitting("OPENAI")));
    var changed = put(id, "{\"credentials\":{\"api_key\":\"sk-another-unreal-key-7777\"}}");
    assertThat(changed.json().path("hint").asText()).isEqualTo("…7777");
    assertThat(opened("alpha", Provider.OPENAI)).contains("7777");
    assertThat(put(id, "{\"is_active\":false}").json().path("status").asText())
        .isEqualTo("INACTIVE");
    assertThat(put(id, "{\"provider\":\"AWS\",\"is_active\":true}").status()).isEqualTo(400);
    assertThat(put(id, "{}").status()).isEqualTo(400);
    var removed = town.send("DELETE", at("/" + id), null, "X-API-Key", key);
    assertThat(removed.status()).isEqualTo(204);
    assertThat(town.get(at("/" + id), "X-API-Key", key).status()).isEqualTo(404);
    assertThat(put(id, "{\"is_active\":true}").status()).isEqualTo(404);
  }

  @Test
  void a_queued_credential_counts_once_the_queue_is_processed_in_order_and_once() {
    String beta = town.tenant("beta");
    for (var last : List.of("1111", "2222")) {
      var queued =
          town.post(
              "/api/v1/tenants/beta/credentials/queue",
              "{\"provider\":\"OPENAI\",\"credentials\":{\"api_key\":\"sk-not-a-real-key-%s\"}}"
                  .formatted(last),
              "X-API-Key",
              beta);
      assertThat(queued.status()).isEqualTo(202);
      assertThat(queued.json().path("status").asText()).isEqualTo("QUEUED");
      assertThat(town.get(queued.header("Location"), "X-API-Key", beta).json())
          .isEqualTo(queued.json());
    }
    assertThat(town.get("/api/v1/tenants/beta/credentials", "X-API-Key", beta).json().path("items"))
        .isEmpty();
    var vault = town.bean(CredentialVault.class);
    assertThat(vault.applyQueued()).isEqualTo(2);
    assertThat(vault.applyQueued()).isZero();
    assertThat(
            town.get("/api/v1/tenants/beta/credentials", "X-API-Key", beta)
                .json()
                .path("items")
                .findValuesAsText("hint"))
        .containsExactly("…1111", "…2222");
    assertThat(opened("beta", Provider.OPENAI)).contains("2222");
  }

  @Test
  void a_plan_bounds_how_many_providers_there_are() {
    String two = town.tenant("gamma", "TWO");
    for (var provider : List.of("AWS", "OPENAI"))
      assertThat(store("gamma", two, provider, fitting(provider)).status()).isEqualTo(201);
    assertThat(store("gamma", two, "AWS", fitting("AWS")).status()).isEqualTo(201);
    var third = store("gamma", two, "CLAUDE", fitting("CLAUDE"));
    assertThat(third.status()).isEqualTo(403);
    assertThat(third.json().path("detail").asText()).contains("2 providers");
  }

  @Test
  void a_repeated_request_stores_nothing() {
    String delta = town.tenant("delta");
    String[] once = {"X-API-Key", delta, "Idempotency-Key", "k"};
    String body = "{\"provider\":\"OPENAI\",\"credentials\":%s}".formatted(fitting("OPENAI"));
    var first = town.post("/api/v1/tenants/delta/credentials", body, once);
    var again = town.post("/api/v1/tenants/delta/credentials", body, once);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(town.get("/api/v1/tenants/delta/credentials", once).json().path("items")).hasSize(1);
  }

  private String opened(String tenant, Provider provider) {
    return town.bean(CredentialVault.class)
        .open(new TenantId(tenant), provider)
        .orElseThrow()
        .reveal();
  }

  private Town.Answer store(String provider, String secret) {
    return store("alpha", key, provider, secret);
  }

  private Town.Answer store(String tenant, String apiKey, String provider, String secret) {
    return town.post(
        "/api/v1/tenants/" + tenant + "/credentials",
        "{\"provider\":\"%s\",\"credentials\":%s}".formatted(provider, secret),
        "X-API-Key",
        apiKey);
  }

  private Town.Answer put(String id, String body) {
    return town.send("PUT", at("/" + id), body, "X-API-Key", key);
  }

  private static String at(String below) {
    return "/api/v1/tenants/alpha/credentials" + below;
  }

  private static String id(Town.Answer stored) {
    JsonNode body = stored.json();
    return body.path("credential_id").asText();
  }

  private static String fitting(String provider) {
    return java.util.Objects.requireNonNull(FITTING.get(provider));
  }
}
