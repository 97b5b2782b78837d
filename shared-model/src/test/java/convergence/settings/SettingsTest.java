package convergence.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.settings.Settings.Foundation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  private static final String KEY = "a-key-of-more-than-thirty-two-characters";

  /// Seed 000 §1 and the names of 002.
  @Test
  void every_variable_of_the_seeds_is_known() {
    assertThat(names())
        .contains(
            "GCP_PROJECT_ID",
            "BIGQUERY_LOCATION",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "APP_NAME",
            "ENVIRONMENT",
            "LOG_LEVEL",
            "API_HOST",
            "API_PORT",
            "API_WORKERS",
            "DISABLE_AUTH",
            "ENABLE_DEV_MODE",
            "DEFAULT_TENANT_ID",
            "ADMIN_API_KEY",
            "SECRETS_BASE_PATH",
            "RATE_LIMIT_REQUESTS_PER_MINUTE",
            "RATE_LIMIT_REQUESTS_PER_HOUR",
            "RATE_LIMIT_PIPELINE_CONCURRENCY",
            "BQ_MAX_RESULTS_PER_PAGE",
            "BQ_QUERY_TIMEOUT_SECONDS",
            "BQ_MAX_RETRY_ATTEMPTS",
            "METADATA_LOG_BATCH_SIZE",
            "METADATA_LOG_FLUSH_INTERVAL_SECONDS",
            "METADATA_LOG_WORKERS",
            "LOCK_BACKEND",
            "LOCK_TIMEOUT_SECONDS",
            "FIRESTORE_LOCK_COLLECTION",
            "GCP_KMS_KEY_NAME",
            "KMS_PROJECT_ID",
            "KMS_LOCATION",
            "KMS_KEYRING",
            "KMS_KEY");
    assertThat(names()).doesNotHaveDuplicates();
  }

  @Test
  void nothing_set_is_every_default_and_no_fault() {
    var settings = read(Map.of());
    assertThat(settings.properties())
        .containsEntry("micronaut.server.port", "8080")
        .containsEntry("convergence.metadata.flush-interval", "5s")
        .containsEntry("convergence.rate-limit.requests-per-hour", "1000");
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void a_blank_variable_is_not_set() {
    assertThat(read(Map.of("API_PORT", " ")).value("API_PORT")).contains("8080");
    assertThat(read(Map.of("API_PORT", "")).given("API_PORT")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "API_PORT|70000|70000",
        "API_PORT|http|http",
        "API_WORKERS|0|from 1",
        "ENVIRONMENT|prod|development, staging or production",
        "LOG_LEVEL|LOUD|CRITICAL",
        "DISABLE_AUTH|maybe|true or false",
        "DEFAULT_TENANT_ID|a b|3 to 64",
        "RATE_LIMIT_REQUESTS_PER_MINUTE|-1|from 0",
        "RATE_LIMIT_REQUESTS_PER_MINUTE|1.5|whole number",
        "RATE_LIMIT_PIPELINE_CONCURRENCY|0|from 1",
        "BQ_QUERY_TIMEOUT_SECONDS|0|from 1",
        "METADATA_LOG_BATCH_SIZE|many|whole number",
        "LOCK_BACKEND|redis|firestore or memory",
        "GCP_KMS_KEY_NAME|my-key|projects/P/locations/L/keyRings/R/cryptoKeys/K",
        "GCP_PROJECT_ID|My Project|project id",
        "CORS_ALLOWED_ORIGINS|example.com|https://app.example.com",
        "CORS_ALLOWED_ORIGINS|https://a.example/path|origins",
        "DUCKDB_MEMORY_LIMIT|lots|4GB",
      })
  void a_value_that_cannot_be_used_is_refused_with_its_name(
      String name, String value, String says) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .hasMessageStartingWith(name + " is ")
        .hasMessageContaining(says);
  }

  @Test
  void every_fault_is_told_at_once_and_no_secret_is_repeated() {
    assertThatThrownBy(
            () -> read(Map.of("API_PORT", "x", "ADMIN_API_KEY", "hunter2", "LOG_LEVEL", "x")))
        .hasMessageContaining("API_PORT is")
        .hasMessageContaining("ADMIN_API_KEY is a key of at least 32 characters")
        .hasMessageContaining("LOG_LEVEL is")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void secrets_are_never_shown() {
    var settings =
        read(
            Map.of(
                "ADMIN_API_KEY",
                KEY,
                "SMTP_PASSWORD",
                "hunter2",
                "SMTP_HOST",
                "h",
                "SMTP_FROM",
                "a@b.example"));
    assertThat(settings.shown())
        .containsEntry("ADMIN_API_KEY", "***")
        .containsEntry("SMTP_PASSWORD", "***")
        .containsEntry("API_PORT", "8080");
    assertThat(settings.shown().toString()).doesNotContain("hunter2").doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISABLE_AUTH", "ENABLE_DEV_MODE"})
  void production_refuses_open_doors(String name) {
    assertThatThrownBy(
            () -> read(Map.of("ENVIRONMENT", "production", "ADMIN_API_KEY", KEY, name, "true")))
        .hasMessageContaining(name + "=true is refused with ENVIRONMENT=production");
  }

  @Test
  void production_wants_an_admin_key_and_named_origins() {
    assertThatThrownBy(() -> read(Map.of("ENVIRONMENT", "production", "CORS_ALLOWED_ORIGINS", "*")))
        .hasMessageContaining("ADMIN_API_KEY is not set")
        .hasMessageContaining("CORS_ALLOWED_ORIGINS=*");
  }

  @Test
  void the_kms_key_has_one_full_name() {
    var parts =
        Map.of("KMS_PROJECT_ID", "p", "KMS_LOCATION", "l", "KMS_KEYRING", "r", "KMS_KEY", "k");
    var full = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
    assertThat(read(parts).kmsKey()).contains(new KmsKey(full));
    assertThat(read(Map.of("GCP_KMS_KEY_NAME", full)).kmsKey()).contains(new KmsKey(full));
    assertThat(read(with(parts, "GCP_KMS_KEY_NAME", full)).kmsKey()).contains(new KmsKey(full));
    assertThat(read(Map.of()).kmsKey()).isEmpty();
    assertThatThrownBy(() -> read(Map.of("KMS_PROJECT_ID", "p", "KMS_KEY", "k")))
        .hasMessageContaining("KMS_LOCATION, KMS_KEYRING are not set");
    assertThatThrownBy(() -> read(with(parts, "GCP_KMS_KEY_NAME", full + "2")))
        .hasMessageContaining("name different keys");
  }

  @Test
  void what_is_set_in_vain_is_said() {
    assertThat(
            read(Map.of(
                    "LOCK_BACKEND", "firestore",
                    "LOCK_TIMEOUT_SECONDS", "3600",
                    "GCP_PROJECT_ID", "my-project",
                    "RATE_LIMIT_REQUEST_PER_MINUTE", "5"))
                .warnings())
        .anyMatch(w -> w.startsWith("LOCK_BACKEND=firestore contradicts"))
        .anyMatch(w -> w.startsWith("LOCK_TIMEOUT_SECONDS selects nothing"))
        .anyMatch(w -> w.startsWith("GCP_PROJECT_ID has no effect on the embedded"))
        .anyMatch(w -> w.contains("did you mean 'RATE_LIMIT_REQUESTS_PER_MINUTE'"));
    assertThat(read(Map.of("LOCK_BACKEND", "memory")).warnings()).isEmpty();
  }

  @Test
  void google_wants_a_project_and_in_production_a_kms_key() {
    assertThatThrownBy(() -> Settings.read(Map.of(), Foundation.GOOGLE))
        .hasMessageContaining("GCP_PROJECT_ID");
    assertThatThrownBy(
            () ->
                Settings.read(
                    Map.of(
                        "ENVIRONMENT", "production",
                        "GCP_PROJECT_ID", "my-project",
                        "ADMIN_API_KEY", KEY),
                    Foundation.GOOGLE))
        .hasMessageContaining("GCP_KMS_KEY_NAME is not set");
  }

  @Test
  void every_default_passes_its_own_check() {
    for (var variable : Variables.ALL)
      if (variable.standard() != null && !variable.standard().isEmpty())
        assertThat(variable.kind().checked(variable.standard()))
            .as(variable.name())
            .isEqualTo(variable.standard());
  }

  private static Set<String> names() {
    return Variables.ALL.stream().map(Variable::name).collect(Collectors.toSet());
  }

  private static Map<String, String> with(Map<String, String> some, String name, String value) {
    var all = new HashMap<>(some);
    all.put(name, value);
    return all;
  }

  private static Settings read(Map<String, String> environment) {
    return Settings.read(environment, Foundation.EMBEDDED);
  }
}
