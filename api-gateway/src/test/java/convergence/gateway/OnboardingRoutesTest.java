package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.tenant.KeyForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnboardingRoutesTest {
  private static final String PATH = "/api/v1/tenants/onboard";
  private static final String[] ADMIN = {"X-Admin-Key", Town.ADMIN};
  @TempDir Path configs;

  @Test
  void both_paths_take_a_tenant_in_and_answer_with_the_union_of_the_documented_fields() {
    try (var town = Town.open(configs)) {
      var answer =
          town.post(
              PATH,
              "{\"tenant_id\":\"Acme-Corp\",\"company_name\":\"ACME\",\"admin_email\":\"a@b.co\",\"subscription_plan\":\"SCALE\"}",
              ADMIN);
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      var body = answer.json();
      assertThat(body.path("tenant_id").asText()).isEqualTo("Acme-Corp");
      assertThat(KeyForm.tenantOf(body.path("api_key").asText())).isPresent();
      assertThat(body.path("dataset_created").asBoolean()).isTrue();
      assertThat(body.path("tables_created"))
          .extracting(table -> table.asText())
          .containsExactly("x_meta_pipeline_runs", "x_meta_step_logs", "x_meta_dq_results");
      assertThat(body.path("dryrun_status").asText()).isEqualTo("SUCCESS");
      assertThat(body.path("message").asText()).isNotEmpty();
      assertThat(body.path("tenant_dataset_id").asText()).startsWith("acme_corp__");
      assertThat(answer.header("Deprecation")).isEmpty();

      var old = town.post("/api/v1/customers/onboard", "{\"tenant_id\":\"second\"}", ADMIN);
      assertThat(old.status()).isEqualTo(201);
      assertThat(old.header("Deprecation")).startsWith("@");
      String key = old.json().path("api_key").asText();
      var shown = town.get("/api/v1/tenants/second", "X-API-Key", key).json();
      assertThat(shown.path("company_name").asText()).isEqualTo("second");
      assertThat(shown.path("subscription_plan").asText()).isEqualTo("STARTER");
      assertThat(shown.path("admin_email").isNull()).isTrue();
      assertThat(shown.path("status").asText()).isEqualTo("ACTIVE");
      // The dry run counts against no quota.
      var quota = town.get("/api/v1/tenants/second/quota", "X-API-Key", key).json();
      assertThat(quota.path("pipelines_run_today").asInt()).isZero();
    }
  }

  @Test
  void an_existing_tenant_is_409_and_with_the_flag_it_is_repaired_without_a_key() {
    try (var town = Town.open(configs)) {
      town.tenant("again");
      assertThat(town.post(PATH, "{\"tenant_id\":\"again\"}", ADMIN).status()).isEqualTo(409);
      var repaired =
          town.post(PATH, "{\"tenant_id\":\"again\",\"force_recreate_dataset\":true}", ADMIN);
      assertThat(repaired.status()).isEqualTo(200);
      assertThat(repaired.json().path("api_key").isNull()).isTrue();
      assertThat(repaired.json().has("api_key")).isTrue();
    }
  }

  @Test
  void a_repeated_onboarding_is_answered_without_the_key() {
    try (var town = Town.open(configs)) {
      String[] headers = {"X-Admin-Key", Town.ADMIN, "Idempotency-Key", "k1"};
      var first = town.post(PATH, "{\"tenant_id\":\"twice\"}", headers);
      var second = town.post(PATH, "{\"tenant_id\":\"twice\"}", headers);
      var other = town.post(PATH, "{\"tenant_id\":\"twice\",\"company_name\":\"X\"}", headers);

      assertThat(first.json().path("api_key").isTextual()).isTrue();
      assertThat(second.status()).isEqualTo(201);
      assertThat(second.json().path("api_key").isNull()).isTrue();
      assertThat(second.json().path("message")).isEqualTo(first.json().path("message"));
      assertThat(other.status()).isEqualTo(422);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|/tenant_id",
        "{\"tenant_id\":null}|/tenant_id",
        "{\"tenant_id\":\"ab\"}|/tenant_id",
        "{\"tenant_id\":\"a b c\"}|/tenant_id",
        "{\"tenant_id\":\"tenants\"}|/tenant_id",
        "{\"tenant_id\":\"onboard\"}|/tenant_id",
        "{\"tenant_id\":123}|/tenant_id",
        "{\"tenant_id\":\"abc\",\"admin_email\":\"nobody\"}|/admin_email",
        "{\"tenant_id\":\"abc\",\"subscription_plan\":\"GOLD\"}|/subscription_plan",
        "{\"tenant_id\":\"abc\",\"force_recreate_dataset\":\"yes\"}|/force_recreate_dataset",
        "{\"tenant_id\":\"abc\",\"plan\":\"SCALE\"}|/plan",
        "{\"tenant_id\":\"abc\",\"a/b~c\":1}|/a~1b~0c",
      })
  void a_field_that_does_not_fit_is_400_and_named(String body, String pointer) {
    try (var town = Town.open(configs)) {
      var answer = town.post(PATH, body, ADMIN);
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }
  }

  @Test
  void a_failed_dry_run_leaves_the_tenant_and_says_why() {
    try (var town = Town.open(configs)) {
      town.bean(Hand.class).failsAt("look");
      var answer = town.post(PATH, "{\"tenant_id\":\"unlucky\"}", ADMIN);
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.json().path("dryrun_status").asText()).isEqualTo("FAILED");
      assertThat(answer.json().path("message").asText()).contains("on purpose");
      assertThat(answer.json().path("api_key").isTextual()).isTrue();
    }
  }

  @Test
  void without_the_systems_own_templates_the_dataset_is_made_all_the_same() throws IOException {
    try (var town = Town.open(configs)) {
      Files.delete(configs.resolve("customer/onboarding-template.yml"));
      Files.delete(configs.resolve("gcp/example/dryrun.yml"));
      var answer = town.post(PATH, "{\"tenant_id\":\"spartan\"}", ADMIN);
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.json().path("dataset_created").asBoolean()).isTrue();
      assertThat(answer.json().path("dryrun_status").asText()).isEqualTo("FAILED");
      assertThat(answer.json().path("message").asText()).contains("configs/gcp/example/dryrun.yml");
    }
  }

  @Test
  void where_authentication_is_off_a_caller_without_a_key_is_the_paths_tenant() {
    try (var town =
        Town.open(
            configs,
            Map.of(
                "convergence.edge.disable-auth",
                true,
                "convergence.edge.default-tenant-id",
                "acme1281"))) {
      String key =
          town.post(PATH, "{\"tenant_id\":\"guru_232342\",\"subscription_plan\":\"OPEN\"}")
              .json()
              .path("api_key")
              .asText();
      town.post(PATH, "{\"tenant_id\":\"acme1281\",\"subscription_plan\":\"OPEN\"}");
      var run = town.post("/api/v1/pipelines/run/guru_232342/gcp/cost/nap", "{\"n\":1}");
      assertThat(run.status()).isEqualTo(202);
      assertThat(town.post("/api/v1/pipelines/run/acme1281-gcp-cost-nap", "").status())
          .isEqualTo(202);
      var own = town.get("/api/v1/pipelines/runs").json();
      assertThat(own.path("items").findValuesAsText("tenant_id")).containsOnly("acme1281");
      // A key that is sent is still checked.
      for (var bad : List.of("junk", key + "x"))
        assertThat(town.get("/api/v1/tenants/guru_232342", "X-API-Key", bad).status())
            .isEqualTo(401);
      assertThat(town.get("/api/v1/tenants/acme1281", "X-API-Key", key).status()).isEqualTo(403);
      assertThat(town.get("/api/v1/tenants/guru_232342", "X-Admin-Key", "junk").status())
          .isEqualTo(401);
      assertThat(town.post("/api/v1/pipelines/run/nobody_here/gcp/cost/nap", "").status())
          .isEqualTo(404);
    }
  }
}
