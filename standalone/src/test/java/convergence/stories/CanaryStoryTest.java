package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets go through every route, and lie nowhere afterwards: not in the log, the ledger, the warehouse, the outbox,
/// the metrics or an answer that refuses.
final class CanaryStoryTest {
  private static final String PEM =
      "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LXByaXZhdGUta2V5LTAxMjM0NTY3ODk\n-----END PRIVATE KEY-----\n";

  /// Files that hold a key on purpose, for their owner alone.
  private static final List<String> KEPT = List.of("admin.key", "instance.json", "keyset.json");

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> answers = new ArrayList<>();

  @Test
  void no_secret_is_found_anywhere(@TempDir Path root) throws IOException {
    assertThat(found(root, Map.of())).isEmpty();
  }

  @Test
  void a_single_redaction_that_is_switched_off_is_noticed(@TempDir Path root) throws IOException {
    assertThat(found(root, Map.of(StoryBeans.LEAKY, "true")))
        .anyMatch(leak -> leak.startsWith("state.db") && leak.contains("GCP"))
        .anyMatch(leak -> leak.startsWith("state.db") && leak.contains("API key"));
  }

  private List<String> found(Path root, Map<String, String> properties) throws IOException {
    var folders = Folders.in(root);
    folders.write("gcp/cost/nap.yml", "steps:\n  - {step_id: nap, ps_type: shared.noop}\n");
    folders.write(
        "gcp/cost/named.yml",
        "steps:\n  - {step_id: with, ps_type: shared.noop, credential: GCP}\n  - {step_id: mail, ps_type: shared.email_notification, to_emails: [ops@acme.example]}\n");
    try (var colony = Colony.start(folders, properties)) {
      var acme = colony.tenant("acme_corp");
      secrets.put("admin key", colony.adminKey());
      secrets.put("API key", acme.key());
      useAll(acme);
      everyRoute(colony, acme);
      colony.sql("SELECT * FROM tenants.tenant_cloud_credentials");
    }
    var needles = Needles.of(secrets);
    var found = new ArrayList<String>();
    for (var answer : answers) needles.in(answer).forEach(name -> found.add("answer: " + name));
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList())
        if (!KEPT.contains(String.valueOf(file.getFileName()))) found.addAll(needles.in(file));
    }
    return found;
  }

  /// Each secret where it belongs.
  private void useAll(Resident acme) {
    var made = acme.post("/tenants/acme_corp/api-keys", Map.of("key_name", "second")).expect(201);
    secrets.put("second API key", made.path("api_key").asText());
    credential(
        acme,
        "GCP",
        "private_key",
        PEM,
        Map.of(
            "type",
            "service_account",
            "project_id",
            "p",
            "client_email",
            "robot@p.iam.gserviceaccount.com"));
    credential(
        acme,
        "AWS",
        "secret_access_key",
        "canary-aws-secret/0123456789+abcdefgh",
        Map.of("access_key_id", "AKIANOTAREALKEY01234"));
    credential(
        acme,
        "AZURE",
        "client_secret",
        "canary~azure~secret~0123456789",
        Map.of("tenant_id", "dir", "client_id", "app-0123456789-0123"));
    credential(acme, "OPENAI", "api_key", "sk-canary-openai-0123456789abcdef", Map.of());
    credential(acme, "CLAUDE", "api_key", "sk-ant-canary-claude-0123456789", Map.of());
    secrets.put("Slack URL", "https://hooks.slack.com/services/T0/B0/canary-slack-0123456789");
    secrets.put("webhook secret", "canary-webhook-secret-0123456789");
    var channels =
        Map.of(
            "email",
            Map.of("to", List.of("ops@acme.example")),
            "slack",
            Map.of("url", secrets.get("Slack URL")),
            "webhooks",
            List.of(
                Map.of(
                    "url", "https://hooks.invalid/in", "secret", secrets.get("webhook secret"))));
    answers.add(acme.put("/tenants/acme_corp/notifications", channels).text());
    answers.add(acme.post("/tenants/acme_corp/notifications/test", Map.of()).text());
    acme.completes("gcp/cost/named", Map.of());
    acme.post(
            "/tenants/acme_corp/api-keys/" + made.path("api_key_id").asText() + "/rotate", Map.of())
        .expect(201);
  }

  private void credential(
      Resident acme, String provider, String field, String secret, Map<String, String> rest) {
    secrets.put(provider, secret);
    var all = new LinkedHashMap<String, String>(rest);
    all.put(field, secret);
    var below = "/tenants/acme_corp/credentials";
    var body = Map.of("provider", provider, "credentials", all);
    var stored = acme.post(below, body);
    answers.add(stored.text());
    String id = stored.expect(201).path("credential_id").asText();
    answers.add(acme.put(below + "/" + id, Map.of("credentials", all)).text());
    answers.add(acme.post(below + "/queue", body).text());
  }

  /// Each secret where it does not belong, at every route; and every route as its owner calls it.
  private void everyRoute(Place place, Resident acme) {
    JsonNode api = place.gate().get("/openapi.json").expect(200);
    for (var path : api.path("paths").properties()) {
      String at =
          path.getKey().replace("{tenant_id}", "acme_corp").replaceAll("\\{[a-z_]+}", "x-1");
      for (var method : path.getValue().properties()) {
        String verb = method.getKey().toUpperCase(Locale.ROOT);
        boolean body = method.getValue().has("requestBody");
        for (var secret : secrets.values()) {
          answers.add(
              place
                  .gate()
                  .send(
                      verb,
                      at,
                      body ? Json.write(Map.of("x", secret)) : null,
                      "X-API-Key",
                      acme.key())
                  .text());
          if (!body) continue;
          for (var wrong :
              List.of(
                  Json.write(Map.of("provider", secret, "credentials", secret)),
                  Json.write(
                      Map.of(
                          "provider",
                          "GCP",
                          "credentials",
                          Map.of("type", secret, "private_key", List.of(secret)))),
                  Json.write(Map.of("x", secret)).replace("}", "")))
            answers.add(place.gate().send(verb, at, wrong, "X-API-Key", acme.key()).text());
        }
        answers.add(
            place
                .gate()
                .send(verb, at, body ? "{\"x\":1}" : null, "X-Admin-Key", place.adminKey())
                .text());
        answers.add(place.gate().send(verb, at, null, "X-API-Key", acme.key() + "x").text());
      }
    }
    answers.add(place.gate().get("/prometheus", "X-Admin-Key", place.adminKey()).text());
  }
}
