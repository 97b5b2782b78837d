package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Walks every route of the OpenAPI document, whoever added it: what must be refused is refused, in the same words
/// whether or not there is something to hide, and the other tenant is untouched afterwards.
final class DoorStoryTest {
  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";
  private static final List<String> METHODS = List.of("PUT", "DELETE", "PATCH", "POST", "GET");
  private static final List<String> BELOW_TENANT =
      List.of("", "/audit", "/api-keys", "/credentials", "/notifications", "/metadata/executions");
  private static Town town;
  private static Resident alpha;
  private static Resident beta;
  private static JsonNode api;
  private static final List<String> BETAS = new ArrayList<>();
  private static final Map<String, String> OWN = new TreeMap<>();

  @BeforeAll
  static void open(@TempDir Path root) {
    var folders = Folders.in(root);
    folders.write("gcp/cost/nap.yml", "steps:\n  - {step_id: nap, ps_type: shared.noop}\n");
    town = Town.open(folders);
    alpha = town.tenant("alpha");
    beta = town.tenant("beta");
    api = town.gate().get("/openapi.json").expect(200);
    furnish(beta, BETAS::add);
    var ids = new ArrayList<String>();
    furnish(alpha, ids::add);
    OWN.put("runs", ids.get(0));
    OWN.put("api-keys", ids.get(1));
    OWN.put("credentials", ids.get(2));
    OWN.put("configs", ids.get(3));
    OWN.put("pipelines", ids.get(3));
  }

  private static void furnish(Resident tenant, Consumer<String> ids) {
    var run = tenant.starts("gcp/cost/nap", Map.of());
    tenant.completed(run);
    ids.accept(run);
    var below = "/tenants/" + tenant.id();
    var key = tenant.post(below + "/api-keys", Map.of("key_name", "second")).expect(201);
    ids.accept(key.path("api_key_id").asText());
    var secret =
        Map.of("provider", "OPENAI", "credentials", Map.of("api_key", "sk-unreal-0123456789"));
    ids.accept(
        tenant.post(below + "/credentials", secret).expect(201).path("credential_id").asText());
    var schedule = Map.of("pipeline_config", "gcp/cost/nap", "schedule", "0 0 1 1 *");
    ids.accept(tenant.post("/scheduler/configs", schedule).expect(201).path("config_id").asText());
  }

  @AfterAll
  static void close() {
    town.close();
  }

  /// A route as the document has it.
  private record Op(String method, String path, JsonNode spec) {
    boolean open() {
      return spec.path("security").isEmpty();
    }

    boolean forTenants() {
      return spec.path("security").findValue("ApiKey") != null;
    }

    boolean hasBody() {
      return spec.has("requestBody");
    }

    String name() {
      return method + " " + path;
    }

    /// The path with this tenant, and this id where it wants one.
    String at(String tenant, @Nullable String id) {
      String filled = path.replace("{tenant_id}", tenant);
      filled = filled.replace("{provider}/{domain}/{template}", "gcp/cost/nap");
      filled = filled.replace("{pipeline_id}", tenant + "-gcp-cost-nap");
      String own = UNKNOWN;
      for (var kind : OWN.entrySet())
        if (path.contains("/" + kind.getKey() + "/")) own = kind.getValue();
      return filled.replaceAll("\\{[a-z_]+}", id == null ? own : id);
    }

    boolean namesThing() {
      return at("alpha", UNKNOWN).contains(UNKNOWN);
    }
  }

  private static List<Op> ops() {
    var all = new ArrayList<Op>();
    for (var path : api.path("paths").properties())
      for (var method : path.getValue().properties())
        all.add(new Op(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
    return all;
  }

  @Test
  void every_route_refuses_what_it_must_and_the_other_tenant_is_untouched() {
    var before = betasWorld();
    var soft = new SoftAssertions();
    for (var op : ops()) {
      if (!op.open()) {
        withoutKey(op, soft);
        if (op.forTenants()) withoutScope(op, soft);
        else withTenantsKey(op, soft);
        if (op.forTenants() && op.path().contains("{tenant_id}")) otherTenant(op, soft);
        if (op.forTenants() && op.namesThing()) foreignThing(op, soft);
        if (op.hasBody()) bodies(op, soft);
      }
      wrongMethod(op, soft);
    }
    soft.assertAll();
    assertThat(ops().stream().filter(Op::open).map(Op::path))
        .allMatch(path -> path.matches("/health(/live)?") || path.matches("/(openapi|docs).*"));
    assertThat(betasWorld()).isEqualTo(before);
  }

  private static void withoutKey(Op op, SoftAssertions soft) {
    var answer = call(op.method(), op.at("alpha", null), op.hasBody() ? "{}" : null);
    soft.assertThat(answer.status()).as("no key: %s", op.name()).isEqualTo(401);
  }

  private static void withTenantsKey(Op op, SoftAssertions soft) {
    var answer = call(op.method(), op.at("alpha", null), op.hasBody() ? "{}" : null, alpha.key());
    soft.assertThat(answer.status()).as("a tenant's key: %s", op.name()).isEqualTo(403);
  }

  private static void withoutScope(Op op, SoftAssertions soft) {
    String scope = op.spec().path("x-scope").asText();
    var others = new ArrayList<>(List.of("run", "read", "schedules", "credentials", "keys"));
    soft.assertThat(others.remove(scope)).as("x-scope of %s", op.name()).isTrue();
    String key = KEYS_WITHOUT.computeIfAbsent(scope, _ -> keyWith(others));
    var answer = call(op.method(), op.at("alpha", null), op.hasBody() ? "{}" : null, key);
    soft.assertThat(answer.status()).as("no scope: %s", op.name()).isEqualTo(403);
    soft.assertThat(answer.text()).as("no scope: %s", op.name()).contains("\\\"" + scope + "\\\"");
  }

  private static final Map<String, String> KEYS_WITHOUT = new TreeMap<>();

  private static String keyWith(List<String> scopes) {
    return alpha
        .post("/tenants/alpha/api-keys", Map.of("scopes", scopes))
        .expect(201)
        .path("api_key")
        .asText();
  }

  private static void otherTenant(Op op, SoftAssertions soft) {
    String body = op.hasBody() ? "{}" : null;
    var real = call(op.method(), op.at("beta", null), body, alpha.key());
    var madeUp = call(op.method(), op.at("nobody_at_all", null), body, alpha.key());
    soft.assertThat(real.status()).as("another tenant: %s", op.name()).isEqualTo(403);
    soft.assertThat(alike(madeUp)).as("another tenant: %s", op.name()).isEqualTo(alike(real));
  }

  private static void foreignThing(Op op, SoftAssertions soft) {
    String body = op.hasBody() ? "{}" : null;
    var unknown = call(op.method(), op.at("alpha", UNKNOWN), body, alpha.key());
    soft.assertThat(unknown.status()).as("unknown id: %s", op.name()).isIn(400, 404);
    for (var id : BETAS) {
      var foreign = call(op.method(), op.at("alpha", id), body, alpha.key());
      soft.assertThat(alike(foreign)).as("foreign id: %s", op.name()).isEqualTo(alike(unknown));
    }
  }

  private static void bodies(Op op, SoftAssertions soft) {
    for (var broken : List.of("{", "{\"a\":}", "[]", "{\"a\":1}{\"a\":1}", "{\"a\":1,\"a\":2}"))
      soft.assertThat(asOwner(op, broken).status())
          .as("malformed %s: %s", broken, op.name())
          .isEqualTo(400);
    var schema = schema(op);
    var unknown = asOwner(op, "{\"no_such_field\":1}");
    soft.assertThat(unknown.status()).as("unknown field: %s", op.name()).isEqualTo(400);
    soft.assertThat(unknown.text()).as("unknown field: %s", op.name()).contains("no_such_field");
    for (var field : schema.path("properties").properties()) {
      var answer = asOwner(op, "{\"%s\":%s}".formatted(field.getKey(), wrong(field.getValue())));
      soft.assertThat(answer.status())
          .as("wrong type of %s: %s", field.getKey(), op.name())
          .isEqualTo(400);
      soft.assertThat(answer.text())
          .as("wrong type of %s: %s", field.getKey(), op.name())
          .contains("\"/" + field.getKey());
    }
  }

  /// A value of a type that the field cannot have.
  private static String wrong(JsonNode field) {
    var type = resolved(field).path("type").toString();
    if (!type.contains("object")) return "{\"a\":1}";
    return "7";
  }

  private static JsonNode schema(Op op) {
    return resolved(
        resolved(op.spec().path("requestBody")).at("/content/application~1json/schema"));
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? resolved(api.at(node.path("$ref").asText().substring(1))) : node;
  }

  private static Answer asOwner(Op op, String body) {
    String at = op.at("alpha", null);
    return op.forTenants()
        ? call(op.method(), at, body, alpha.key())
        : town.gate().send(op.method(), at, body, "X-Admin-Key", town.adminKey());
  }

  private static void wrongMethod(Op op, SoftAssertions soft) {
    String at = op.at("alpha", null);
    for (var method : METHODS) {
      boolean known =
          ops().stream()
              .anyMatch(
                  other ->
                      other.method().equals(method)
                          && at.matches(other.path().replaceAll("\\{[a-z_]+}", "[^/]+")));
      if (known) continue;
      var answer = call(method, at, method.equals("GET") ? null : "{}", alpha.key());
      soft.assertThat(answer.status()).as("%s on %s", method, op.path()).isEqualTo(405);
      return;
    }
  }

  private static Answer call(String method, String path, @Nullable String body, String... key) {
    return key.length == 0
        ? town.gate().send(method, path, body)
        : town.gate().send(method, path, body, "X-API-Key", key[0]);
  }

  /// What must not differ between two refusals: everything but the path and the request's ids.
  private static String alike(Answer answer) {
    if (!(answer.json() instanceof ObjectNode json)) return answer.status() + answer.text();
    json.remove(List.of("instance", "request_id", "trace_id", "timestamp"));
    return answer.status() + " " + json;
  }

  /// All that beta's own key shows, and its rows in the tables.
  private static String betasWorld() {
    var world = new StringBuilder();
    for (var below : BELOW_TENANT)
      world.append(Json.write(beta.get("/tenants/beta" + below).expect(200))).append('\n');
    for (var table : List.of("tenant_profiles", "tenant_api_keys", "tenant_cloud_credentials"))
      world.append(
          Json.write(
              town.sql(
                      "SELECT * FROM tenants.%s WHERE tenant_id = 'beta' ORDER BY 1"
                          .formatted(table))
                  .rows()));
    return world.toString();
  }
}
