package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiKeyRoutesTest {
  private static final String KEYS = "/api/v1/tenants/alpha/api-keys";
  private Town town;
  private String first;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    first = town.tenant("alpha");
  }

  @AfterAll
  void close() {
    town.close();
  }

  @Test
  void a_key_may_do_what_its_scopes_say_and_is_shown_once() {
    var made = create("{\"key_name\":\"ci\",\"scopes\":[\"read\"]}");
    String key = made.path("api_key").asText();
    assertThat(made.path("key_name").asText()).isEqualTo("ci");
    assertThat(town.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(200);
    assertThat(town.get(KEYS, "X-API-Key", key).status()).isEqualTo(403);
    assertThat(town.get(KEYS, "X-API-Key", first).text()).doesNotContain(key);
  }

  @Test
  void nobody_gives_a_scope_that_their_own_key_lacks() {
    String limited = create("{\"scopes\":[\"keys\",\"read\"]}").path("api_key").asText();
    var refused = town.post(KEYS, "{\"scopes\":[\"run\"]}", "X-API-Key", limited);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("detail").asText()).contains("\"run\"");
    var own = town.post(KEYS, "{}", "X-API-Key", limited);
    assertThat(own.status()).isEqualTo(201);
    assertThat(own.json().path("scopes"))
        .extracting(JsonNode::asText)
        .containsExactly("read", "keys");
    String all = id(create("{}"));
    assertThat(town.post(KEYS + "/" + all + "/rotate", "{}", "X-API-Key", limited).status())
        .isEqualTo(403);
  }

  @Test
  void a_revoked_key_is_refused_at_once_and_stays_in_the_list() {
    var made = create("{}");
    String key = made.path("api_key").asText();
    assertThat(town.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(200);
    assertThat(delete(id(made)).status()).isEqualTo(204);
    assertThat(town.get("/api/v1/plans", "X-API-Key", key).status()).isEqualTo(401);
    assertThat(delete(id(made)).status()).isEqualTo(204);
    assertThat(listed(id(made)).path("is_active").asBoolean()).isFalse();
    assertThat(rotate(id(made), "{}").status()).isEqualTo(409);
  }

  @Test
  void a_rotated_key_stays_good_for_the_overlap() {
    var made = create("{\"key_name\":\"old\",\"scopes\":[\"read\",\"run\"]}");
    var next = rotate(id(made), "{\"overlap_hours\":1}");
    assertThat(next.status()).isEqualTo(201);
    assertThat(next.json().path("key_name").asText()).isEqualTo("old");
    assertThat(next.json().path("scopes")).isEqualTo(made.path("scopes"));
    for (var key : List.of(made, next.json()))
      assertThat(town.get("/api/v1/plans", "X-API-Key", key.path("api_key").asText()).status())
          .isEqualTo(200);
    assertThat(listed(id(made)).path("expires_at").isTextual()).isTrue();

    assertThat(rotate(id(next.json()), "{\"overlap_hours\":0}").status()).isEqualTo(201);
    assertThat(
            town.get("/api/v1/plans", "X-API-Key", next.json().path("api_key").asText()).status())
        .isEqualTo(401);
  }

  @Test
  void a_repeated_request_makes_nothing_and_shows_no_key() {
    String[] once = {"X-API-Key", first, "Idempotency-Key", "again-1"};
    var made = town.post(KEYS, "{\"key_name\":\"one\"}", once);
    var again = town.post(KEYS, "{\"key_name\":\"one\"}", once);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json().path("api_key_id")).isEqualTo(made.json().path("api_key_id"));
    assertThat(again.json().path("api_key").isNull()).isTrue();
    assertThat(town.post(KEYS, "{\"key_name\":\"two\"}", once).status()).isEqualTo(422);

    String rotate = KEYS + "/" + id(made.json()) + "/rotate";
    var rotated = town.post(rotate, "{}", once);
    var repeated = town.post(rotate, "{}", once);
    assertThat(repeated.json().path("api_key_id")).isEqualTo(rotated.json().path("api_key_id"));
    assertThat(repeated.json().path("api_key").isNull()).isTrue();
  }

  @Test
  void what_does_not_fit_is_named() {
    for (var body :
        List.of(
            "{\"scopes\":[\"fly\"]}",
            "{\"scopes\":[]}",
            "{\"scopes\":\"read\"}",
            "{\"scopes\":[7]}",
            "{\"expires_at\":\"2001-01-01T00:00:00Z\"}",
            "{\"expires_at\":\"tomorrow\"}",
            "{\"expires_at\":5}",
            "{\"key_name\":\"\"}",
            "{\"overlap\":1}")) {
      var answer = town.post(KEYS, body, "X-API-Key", first);
      String field = body.substring(2, body.indexOf('"', 2));
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.json().path("errors").path(0).path("pointer").asText())
          .isEqualTo("/" + field);
    }
    String id = id(create("{}"));
    for (var body :
        List.of("{\"overlap_hours\":-1}", "{\"overlap_hours\":169}", "{\"overlap_hours\":\"1\"}"))
      assertThat(rotate(id, body).status()).as(body).isEqualTo(400);
    assertThat(rotate("no-such-key", "{}").status()).isEqualTo(404);
    assertThat(delete("no-such-key").status()).isEqualTo(404);
  }

  @Test
  void use_is_remembered_to_the_hour_and_changes_are_audited_with_who_made_them() {
    var made = create("{\"key_name\":\"used\"}");
    String key = made.path("api_key").asText();
    town.get("/api/v1/plans", "X-API-Key", key);
    assertThat(listed(id(made)).path("last_used_at").asText()).endsWith(":00:00Z");

    town.send("DELETE", KEYS + "/" + id(made), null, "X-API-Key", first, "X-User-ID", "mia");
    var entry =
        town.get("/api/v1/tenants/alpha/audit?limit=1", "X-API-Key", first)
            .json()
            .path("items")
            .path(0);
    assertThat(entry.path("action").asText()).isEqualTo("api_key.revoked");
    assertThat(entry.path("target").asText()).isEqualTo(id(made));
    assertThat(entry.path("actor").asText()).isEqualTo("api_key");
    assertThat(entry.path("api_key_id").isTextual()).isTrue();
    assertThat(entry.path("user_id").asText()).isEqualTo("mia");
  }

  @Test
  void pages_hold_every_key_once() {
    for (int i = 0; i < 5; i++) create("{}");
    var seen = new java.util.ArrayList<String>();
    String cursor = "";
    do {
      var page = town.get(KEYS + "?limit=2" + cursor, "X-API-Key", first).json();
      page.path("items").forEach(item -> seen.add(id(item)));
      cursor =
          page.path("next_cursor").isNull() ? "" : "&cursor=" + page.path("next_cursor").asText();
    } while (!cursor.isEmpty());
    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThan(5);
    assertThat(town.get(KEYS + "?cursor=bad", "X-API-Key", first).status()).isEqualTo(400);
  }

  private JsonNode create(String body) {
    var answer = town.post(KEYS, body, "X-API-Key", first);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private Town.Answer rotate(String id, String body) {
    return town.post(KEYS + "/" + id + "/rotate", body, "X-API-Key", first);
  }

  private Town.Answer delete(String id) {
    return town.send("DELETE", KEYS + "/" + id, null, "X-API-Key", first);
  }

  private JsonNode listed(String id) {
    for (var item : town.get(KEYS + "?limit=500", "X-API-Key", first).json().path("items"))
      if (id(item).equals(id)) return item;
    throw new AssertionError("not listed: " + id);
  }

  private static String id(JsonNode key) {
    return key.path("api_key_id").asText();
  }
}
