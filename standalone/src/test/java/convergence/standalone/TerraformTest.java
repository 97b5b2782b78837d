package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.WatchedMeters;
import convergence.settings.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the Terraform files must keep, read from their parse trees: the provider itself is not asked.
final class TerraformTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("convergence.home", "..")).resolve("terraform");

  private static final Map<String, Object> CONFIGS =
      Map.of("convergence.configs-dir", FOLDER.resolveSibling("configs").toString());

  @Test
  void every_index_that_the_books_name_is_declared(@TempDir Path data) throws IOException {
    var expected = new ArrayList<Map<String, Object>>();
    try (var open = Doorway.open(data, "an-admin-key-of-more-than-32-characters", CONFIGS)) {
      open.beans(Index.class).stream()
          // The local BigQuery server keeps its jobs in the embedded store only.
          .filter(index -> !index.collection().startsWith("bigquery_"))
          .sorted(Comparator.comparing(Index::collection).thenComparing(Index::name))
          .forEach(index -> expected.add(entry(index)));
    }
    var file = FOLDER.resolve("firestore-indexes.json");
    var text =
        expected.stream().map(Json::write).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    assertThat(Files.readString(file))
        .as(
            "terraform/firestore-indexes.json is not what the books declare; it should be:%n%s",
            text)
        .isEqualTo(text);
  }

  private static Map<String, Object> entry(Index index) {
    var entry = new TreeMap<String, Object>();
    entry.put("collection", index.collection());
    entry.put("name", index.name());
    entry.put("fields", index.fields());
    return entry;
  }

  @Test
  void every_subscription_lives_on_and_has_dead_letters_or_holds_them() {
    var found = resources("google_pubsub_subscription");
    assertThat(found).containsKeys("subscriptions", "dead");
    found.forEach(
        (name, subscription) -> {
          assertThat(block(subscription, "expiration_policy")).as(name).containsEntry("ttl", "");
          if (!name.equals("dead"))
            assertThat(block(subscription, "dead_letter_policy"))
                .as(name)
                .containsKeys("dead_letter_topic", "max_delivery_attempts");
        });
    assertThat(resources("google_pubsub_topic_iam_member")).containsKey("dead_publisher");
    assertThat(resources("google_pubsub_subscription_iam_member")).containsKey("dead_subscriber");
  }

  @Test
  void only_the_gateway_is_public() {
    var open = new ArrayList<String>();
    for (var file : files())
      for (var line : lines(file))
        if (line.contains("allUsers")) open.add(file.getFileName() + line);
    assertThat(open).hasSize(1).allMatch(line -> line.startsWith("run.tf"));
    assertThat(text("locals.tf")).containsOnlyOnce("public = true");
    assertThat(text("locals.tf")).contains("api-gateway       = { public = true");
  }

  @Test
  void every_job_of_cloud_scheduler_shows_a_token() {
    var jobs = resources("google_cloud_scheduler_job");
    assertThat(jobs).isNotEmpty();
    jobs.forEach(
        (name, job) ->
            assertThat(block(block(job, "http_target"), "oidc_token"))
                .as(name)
                .containsKeys("service_account_email", "audience"));
  }

  @Test
  void keys_rotate_cannot_be_destroyed_and_the_gateway_opens_nothing() {
    var keys = resources("google_kms_crypto_key");
    assertThat(keys).containsOnlyKeys("credentials", "api_keys");
    keys.forEach(
        (name, key) -> {
          assertThat(key).as(name).containsKey("rotation_period");
          assertThat(block(key, "lifecycle")).as(name).containsEntry("prevent_destroy", true);
        });
    var opens = new HashSet<String>();
    resources("google_kms_crypto_key_iam_member")
        .forEach(
            (name, grant) -> {
              if (!"roles/cloudkms.cryptoKeyEncrypter".equals(grant.get("role"))) opens.add(name);
            });
    assertThat(opens).containsExactly("worker_opens");
    assertThat(text("iam.tf")).doesNotContain("cryptoKeyEncrypterDecrypter");
  }

  @Test
  void every_environment_variable_is_one_that_the_code_reads() {
    var known = Variables.ALL.stream().map(variable -> variable.name()).collect(Collectors.toSet());
    var named = new HashSet<String>();
    var inEnvironment = Pattern.compile("(?m)^\\s{4}([A-Z][A-Z0-9_]+)\\s+=");
    inEnvironment.matcher(text("locals.tf")).results().forEach(match -> named.add(match.group(1)));
    var inContainer = Pattern.compile("name\\s+=\\s+\"([A-Z][A-Z0-9_]+)\"");
    for (var file : List.of("run.tf", "gke.tf"))
      inContainer.matcher(text(file)).results().forEach(match -> named.add(match.group(1)));
    assertThat(named).contains("GCP_PROJECT_ID", "ADMIN_API_KEY");
    assertThat(known).containsAll(named);
  }

  @Test
  void every_metric_of_ours_is_one_that_the_code_writes() {
    var types = new HashSet<String>();
    var named = Pattern.compile("workload\\.googleapis\\.com/([a-z_]+)");
    for (var file : List.of("autoscaler.tf", "monitoring.tf", "dashboard.json"))
      named.matcher(text(file)).results().forEach(match -> types.add(match.group(1)));
    assertThat(types)
        .isEqualTo(WatchedMeters.ALL.stream().map(TerraformTest::type).collect(Collectors.toSet()));

    var trigger = text("autoscaler.tf");
    assertThat(trigger)
        .as("workers are scaled on the ledger's open runs")
        .contains(
            "metric.type=\\\"workload.googleapis.com/" + type(WatchedMeters.OPEN_RUNS) + "\\\"")
        .contains("targetValue            = tostring(var.worker_permits)")
        .doesNotContain("undelivered_messages");
  }

  @Test
  void the_image_is_told_which_service_it_is() {
    var containers = new ArrayList<Map<String, Object>>();
    resources("google_cloud_run_v2_worker_pool")
        .forEach((_, pool) -> containers.add(block(block(pool, "template"), "containers")));
    containers.add(
        block(
            block(resources("google_cloud_run_v2_service").get("services"), "template"),
            "containers"));
    assertThat(containers)
        .hasSize(2)
        .allSatisfy(
            container -> assertThat(String.valueOf(container.get("args"))).startsWith("[serve, "));
  }

  @Test
  void a_thing_of_one_runtime_is_not_there_on_the_other() {
    for (var file : List.of("run.tf", "scheduler.tf", "autoscaler.tf"))
      assertThat(declared(file)).as(file).isNotEmpty().allMatch(each -> each.contains("on_run"));
    assertThat(declared("gke.tf"))
        .isNotEmpty()
        .allMatch(each -> each.contains("on_gke") || each.contains("local.gke_workloads"));
  }

  private static List<String> declared(String file) {
    return Pattern.compile("(?ms)^resource .*?^\\}")
        .matcher(text(file))
        .results()
        .map(match -> match.group())
        .toList();
  }

  @Test
  void on_gke_run_the_same_services_and_only_the_gateway_is_reached() {
    var services = names("locals.tf", "public");
    services.add("pipeline-worker");
    assertThat(names("gke.tf", "least")).isEqualTo(services);
    var spec =
        block(
            block(block(resources("kubernetes_deployment_v1").get("services"), "spec"), "template"),
            "spec");
    assertThat(block(spec, "security_context")).containsEntry("run_as_non_root", true);
    var container = block(spec, "container");
    assertThat(block(block(container, "readiness_probe"), "http_get"))
        .containsEntry("path", "/health");
    assertThat(block(block(container, "liveness_probe"), "http_get"))
        .containsEntry("path", "/health/live");
    assertThat(resources("kubernetes_ingress_v1")).containsOnlyKeys("gateway");
    assertThat(
            block(
                block(
                    block(resources("kubernetes_ingress_v1").get("gateway"), "spec"),
                    "default_backend"),
                "service"))
        .extractingByKey("name")
        .asString()
        .contains("api-gateway");
    assertThat(text("gke.tf"))
        .doesNotContain("LoadBalancer", "NodePort")
        .contains("\"workload.googleapis.com|" + type(WatchedMeters.OPEN_RUNS) + "\"");
  }

  private static Set<String> names(String file, String first) {
    return Pattern.compile("(?m)^    ([a-z-]+)\\s+= \\{ " + first)
        .matcher(text(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static String type(String meter) {
    return meter.replace('.', '_');
  }

  @Test
  void every_reference_resolves() {
    var declared = new HashMap<String, Set<String>>();
    var declaration =
        Pattern.compile("(?m)^(resource|data)\\s+\"([a-z0-9_]+)\"\\s+\"([a-z0-9_]+)\"");
    var variable = Pattern.compile("(?m)^variable\\s+\"([a-z0-9_]+)\"");
    var local = Pattern.compile("(?m)^  ([a-z_]+)\\s+= ");
    for (var file : files()) {
      var text = text(file.getFileName().toString());
      declaration
          .matcher(text)
          .results()
          .forEach(m -> declared.computeIfAbsent(m.group(2), _ -> new HashSet<>()).add(m.group(3)));
      variable
          .matcher(text)
          .results()
          .forEach(m -> declared.computeIfAbsent("var", _ -> new HashSet<>()).add(m.group(1)));
      var locals = Pattern.compile("(?ms)^locals \\{.*?^\\}").matcher(text);
      locals
          .results()
          .forEach(
              block ->
                  local
                      .matcher(block.group())
                      .results()
                      .forEach(
                          m ->
                              declared
                                  .computeIfAbsent("local", _ -> new HashSet<>())
                                  .add(m.group(1))));
    }
    var reference =
        Pattern.compile("(?<![a-z0-9_.\"/-])(google_[a-z0-9_]+|var|local)\\.([a-z0-9_]+)");
    for (var file : files())
      reference
          .matcher(text(file.getFileName().toString()))
          .results()
          .forEach(
              m ->
                  assertThat(declared.getOrDefault(m.group(1), Set.of()))
                      .as("%s: %s", file.getFileName(), m.group())
                      .contains(m.group(2)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> resources(String type) {
    var all = new HashMap<String, Map<String, Object>>();
    for (var file : files()) {
      // The parser evaluates functions, and stumbles over those that only Terraform knows.
      if (!text(file.getFileName().toString()).contains("resource \"" + type + "\"")) continue;
      var resources = (Map<String, Object>) parsed(file).getOrDefault("resource", Map.of());
      all.putAll((Map<String, Map<String, Object>>) resources.getOrDefault(type, Map.of()));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> block(@Nullable Map<String, Object> parent, String name) {
    if (parent == null) throw new AssertionError("nothing there that could hold " + name);
    assertThat(parent).containsKey(name);
    var block = Objects.requireNonNull(parent.get(name));
    return (Map<String, Object>) (block instanceof List<?> list ? list.getFirst() : block);
  }

  private static Map<String, Object> parsed(Path file) {
    try {
      return new HCLParser().parse(file.toFile(), "UTF-8");
    } catch (Exception e) {
      throw new IllegalStateException(file + " is not HCL: " + e.getMessage(), e);
    }
  }

  private static List<Path> files() {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".tf")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    return text(file.getFileName().toString()).lines().toList();
  }

  private static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
