package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.BeanContext;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.HttpMethodMapping;
import io.micronaut.inject.ExecutableMethod;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Each curl of the first version's documents 001, 002, 003 and 004, in their order, with the status and every field that
/// they show, by name and type. What curl sends by itself without a Content-Type is sent here too.
final class SeedCurlsStoryTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static Town town;

  /// `{…}` in path and body is what an earlier answer said.
  private static final Map<String, String> SAID = new HashMap<>();

  /// @param who `admin`, or the tenant whose key is sent
  /// @param fields `name:type`, types as in JSON; `uuid` and `time` are strings of that form
  private record Curl(
      String seed, String who, String call, String type, String body, int status, String fields) {}

  private static final List<Curl> CURLS =
      List.of(
          admin(
              "001 §1",
              "POST /api/v1/tenants/onboard",
              JSON,
              "{\"tenant_id\":\"test_corp\",\"company_name\":\"Test Corp\",\"admin_email\":\"admin@test.com\"}",
              201,
              "api_key:string dataset_created:boolean tables_created:array"),
          of(
              "001 §1",
              "test_corp",
              "POST /api/v1/pipelines/run/test_corp/gcp/cost/dryrun",
              FORM,
              "",
              202,
              "pipeline_logging_id:uuid pipeline_id:string status:string"),
          admin(
              "001 §2",
              "POST /api/v1/tenants/onboard",
              JSON,
              "{\"tenant_id\":\"acme_corp\",\"company_name\":\"ACME Corporation\",\"admin_email\":\"admin@acmecorp.com\",\"subscription_plan\":\"PROFESSIONAL\"}",
              201,
              "api_key:string dataset_created:boolean tables_created:array"),
          of(
              "001 §3",
              "acme_corp",
              "POST /api/v1/pipelines/run/acme_corp/gcp/cost/billing_cost",
              JSON,
              "{\"date\":\"2025-11-14\"}",
              202,
              "pipeline_logging_id:uuid pipeline_id:string status:string"),
          of(
              "001 §3",
              "acme_corp",
              "GET /api/v1/pipelines/runs/{pipeline_logging_id}",
              "",
              "",
              200,
              "pipeline_logging_id:uuid pipeline_id:string tenant_id:string status:string trigger_type:string user_id:string start_time:time parameters:object steps:array"),
          of(
              "001 §4",
              "acme_corp",
              "GET /api/v1/tenants/acme_corp/quota",
              "",
              "",
              200,
              "pipelines_run_today:number daily_limit:number remaining_today:number concurrent_pipelines_running:number"),
          of(
              "001 §5",
              "acme_corp",
              "POST /api/v1/scheduler/customer/acme_corp/pipelines",
              FORM,
              "{\"provider\":\"GCP\",\"domain\":\"COST\",\"pipeline_template\":\"billing_cost\",\"schedule_cron\":\"0 2 * * *\",\"timezone\":\"America/New_York\",\"is_active\":true}",
              201,
              "config_id:string provider:string domain:string pipeline_template:string schedule_cron:string timezone:string is_active:boolean next_run_at:time"),
          admin(
              "001 §5",
              "POST /api/v1/scheduler/trigger",
              FORM,
              "",
              200,
              "due:number enqueued:number skipped:number"),
          admin(
              "001 §5",
              "POST /api/v1/scheduler/process-queue",
              FORM,
              "",
              200,
              "started:number waiting:number"),
          admin(
              "001 §5",
              "POST /api/v1/scheduler/reset-daily-quotas",
              FORM,
              "",
              200,
              "closed:number"),
          admin(
              "001 §5",
              "GET /api/v1/scheduler/status",
              "",
              "",
              200,
              "total_active_pipelines:number pipelines_due_now:number pipelines_queued:number pipelines_completed_today:number"),
          admin(
              "001, troubleshooting",
              "POST /api/v1/scheduler/cleanup-orphaned-pipelines",
              FORM,
              "",
              200,
              "examined:number handed_over:number failed:number"),
          admin(
              "002",
              "POST /api/v1/customers/onboard",
              JSON,
              "{\"tenant_id\":\"acmeinc_23xv2\"}",
              201,
              "tenant_id:string api_key:string dataset_created:boolean tables_created:array dryrun_status:string message:string"),
          of(
              "002",
              "acmeinc_23xv2",
              "POST /api/v1/pipelines/run/acmeinc_23xv2/gcp/cost/bill-sample-export-template",
              JSON,
              "{\"date\":\"2025-11-15\"}",
              202,
              "pipeline_logging_id:uuid status:string message:string"),
          of(
              "002, legacy",
              "acmeinc_23xv2",
              "POST /api/v1/pipelines/run/acmeinc_23xv2-gcp-cost-billing_cost",
              FORM,
              "",
              202,
              "pipeline_logging_id:uuid status:string message:string"),
          of(
              "003",
              "acme_corp",
              "POST /api/v1/tenants/acme_corp/pipelines/execute",
              FORM,
              "{\"pipeline_id\":\"acme_corp-gcp-cost-dryrun\"}",
              202,
              "pipeline_logging_id:uuid status:string"),
          of(
              "003",
              "acme_corp",
              "GET /api/v1/tenants/acme_corp/metadata/executions",
              "",
              "",
              200,
              "items:array"),
          admin(
              "004 phase 2",
              "POST /api/v1/tenants/onboard",
              FORM,
              "{\"tenant_id\":\"guru_232342\",\"company_name\":\"Guru Corp\",\"subscription_plan\":\"SCALE\"}",
              201,
              "api_key:string"),
          of(
              "004 phase 3",
              "guru_232342",
              "POST /api/v1/tenants/guru_232342/credentials",
              FORM,
              "{\"provider\":\"GCP\",\"credentials\":{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nbm9uZQ\\n-----END PRIVATE KEY-----\\n\",\"client_email\":\"r@p.iam.gserviceaccount.com\"}}",
              201,
              "credential_id:uuid provider:string is_active:boolean created_at:time updated_at:time"),
          of(
              "004 phase 3",
              "guru_232342",
              "POST /api/v1/tenants/guru_232342/credentials/queue",
              FORM,
              "{\"provider\":\"OPENAI\",\"credentials\":{\"api_key\":\"sk-unreal-0123456789\"}}",
              202,
              "credential_id:uuid status:string"),
          of(
              "004 phase 4",
              "guru_232342",
              "POST /api/v1/scheduler/configs",
              FORM,
              "{\"pipeline_config\":\"gcp/cost/cost_billing\",\"schedule\":\"0 2 * * *\"}",
              201,
              "config_id:string next_run_at:time"),
          of(
              "004, quick reference",
              "guru_232342",
              "POST /api/v1/pipelines/run/guru_232342/gcp/cost/cost_billing",
              FORM,
              "{\"date\":\"2024-11-01\"}",
              202,
              "pipeline_logging_id:uuid"));

  private static Curl admin(
      String seed, String call, String type, String body, int status, String fields) {
    return new Curl(seed, "admin", call, type, body, status, fields);
  }

  private static Curl of(
      String seed, String who, String call, String type, String body, int status, String fields) {
    return new Curl(seed, who, call, type, body, status, fields);
  }

  @BeforeAll
  static void open(@TempDir Path root) {
    var folders = Folders.in(root);
    folders.write(
        "plans.yml",
        "STARTER: {max_pipelines_per_day: 6}\nPROFESSIONAL: {max_pipelines_per_day: 25}\nSCALE: {max_pipelines_per_day: 100}\n");
    for (var name :
        List.of("dryrun", "billing_cost", "cost_billing", "bill-sample-export-template"))
      folders.write(
          "gcp/cost/" + name + ".yml", "steps:\n  - {step_id: look, ps_type: shared.noop}\n");
    town = Town.open(folders);
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @TestFactory
  Stream<DynamicTest> each_curl_of_the_seeds_is_answered_as_they_show() {
    return CURLS.stream()
        .map(curl -> DynamicTest.dynamicTest(curl.seed() + ": " + curl.call(), () -> check(curl)));
  }

  private static void check(Curl curl) {
    var parts = curl.call().split(" ");
    String path = parts[1];
    for (var said : SAID.entrySet())
      path = path.replace("{" + said.getKey() + "}", said.getValue());
    var headers = new ArrayList<String>();
    if (!curl.type().isEmpty()) headers.addAll(List.of("Content-Type", curl.type()));
    headers.addAll(
        curl.who().equals("admin")
            ? List.of("X-Admin-Key", town.adminKey())
            : List.of("X-API-Key", String.valueOf(SAID.get(curl.who())), "X-User-ID", "user123"));
    var answer =
        town.gate()
            .plain(
                parts[0],
                path,
                parts[0].equals("GET") ? null : curl.body(),
                headers.toArray(String[]::new));
    assertThat(answer.status()).as(answer.text()).isEqualTo(curl.status());
    var json = answer.json();
    for (var field : curl.fields().split(" ")) {
      var named = field.split(":");
      assertThat(json.has(named[0])).as("%s in %s", named[0], answer.text()).isTrue();
      check(named[0], named[1], json.path(named[0]));
    }
    if (json.path("api_key").isTextual())
      SAID.put(
          curl.body().replaceAll(".*\"tenant_id\":\"(\\w+)\".*", "$1"),
          json.path("api_key").asText());
    if (json.path("pipeline_logging_id").isTextual())
      SAID.put("pipeline_logging_id", json.path("pipeline_logging_id").asText());
  }

  private static void check(String name, String type, JsonNode value) {
    switch (type) {
      case "uuid" -> assertThat(value.asText()).as(name).matches("[0-9a-f-]{36}");
      case "time" -> assertThat(java.time.Instant.parse(value.asText())).as(name).isNotNull();
      default -> assertThat(value.getNodeType().name()).as(name).isEqualToIgnoringCase(type);
    }
  }

  @Test
  void the_routers_table_equals_the_document() {
    var documented = new TreeSet<String>();
    var api = town.gate().get("/openapi.json").expect(200);
    for (var path : api.path("paths").properties())
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    assertThat(routes()).isEqualTo(documented);
  }

  /// What the controllers of the whole process declare.
  private static Set<String> routes() {
    var all = new TreeSet<String>();
    var context = town.bean(BeanContext.class);
    for (var controller : context.getBeanDefinitions(Qualifiers.byStereotype(Controller.class)))
      for (var method : controller.getExecutableMethods())
        method
            .getAnnotationTypeByStereotype(HttpMethodMapping.class)
            .ifPresent(
                verb -> {
                  String base = controller.stringValue(Controller.class).orElse("/");
                  for (var below : paths(method))
                    all.add(
                        verb.getSimpleName().toUpperCase(Locale.ROOT) + " " + path(base, below));
                });
    return all;
  }

  private static String[] paths(ExecutableMethod<?, ?> method) {
    var several = method.stringValues(HttpMethodMapping.class, "uris");
    return several.length > 0
        ? several
        : new String[] {method.stringValue(HttpMethodMapping.class).orElse("/")};
  }

  private static String path(String base, String below) {
    String whole = (base + "/" + below).replaceAll("/+", "/");
    return whole.length() > 1 && whole.endsWith("/")
        ? whole.substring(0, whole.length() - 1)
        : whole;
  }
}
