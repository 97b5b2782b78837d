package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalsTest {
  private static final String NAP = "/api/v1/pipelines/run/acme_corp/gcp/cost/nap";
  private static final String EXECUTE = "/api/v1/tenants/acme_corp/pipelines/execute";
  private Town town;
  private String key;

  @BeforeAll
  void open(@TempDir Path configs) {
    town = Town.open(configs);
    key = town.tenant("acme_corp");
  }

  @AfterAll
  void close() {
    town.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|1",
        "{\"n\":1|1",
        "[]|1",
        "7|1",
        "null|1",
        "\"text\"|1",
        "{\"n\":1} {}|1",
        "{\"n\":1}x|1",
        "{\"n\":01}|1",
        "{n:1}|1",
        "{\"n\":NaN}|1",
        "{\"n\":1,\"n\":2}|1",
        "{\"note\":\"\\ud800\"}|",
      })
  void a_body_that_is_no_json_object_is_400_and_says_where(String body, String line) {
    var answer = town.post(NAP, body, "X-API-Key", key);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("bad_request");
    if (line != null) assertThat(answer.json().at("/errors/0/line").asText()).isEqualTo(line);
    silent(answer.text());
  }

  @Test
  void a_body_that_is_not_utf_8_or_nested_too_deep_is_400() {
    byte[] broken = "{\"note\":\"??\"}".getBytes(StandardCharsets.ISO_8859_1);
    broken[9] = (byte) 0xC3;
    broken[10] = (byte) 0x28;
    assertThat(raw(NAP, broken)).startsWith("HTTP/1.1 400");
    String deep = "{\"note\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    var answer = town.post(NAP, deep, "X-API-Key", key);
    assertThat(answer.status()).isEqualTo(400);
    silent(answer.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"n\":\"many\"}|n",
        "{\"n\":-1}|n",
        "{\"n\":1.5}|n",
        "{\"n\":[1]}|n",
        "{\"note\":{}}|note",
        "{\"m\":1}|m",
        "{\"date\":\"2025-02-30\"}|date",
        "{\"date\":\"2025-11-14'\"}|date",
        "{\"tenant_id\":\"other\"}|tenant_id",
      })
  void a_parameter_that_does_not_fit_is_400_and_named(String body, String name) {
    var answer = town.post(NAP, body, "X-API-Key", key);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/" + name);
    assertThat(answer.json().path("detail").asText()).contains(name);
    silent(answer.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|/pipeline_id",
        "{\"pipeline_id\":7}|/pipeline_id",
        "{\"pipeline_id\":\"\"}|/pipeline_id",
        "{\"pipeline_id\":\"a\",\"parameters\":[]}|/parameters",
        "{\"pipeline_id\":\"a\",\"param\":{}}|/param",
        "{\"pipeline_id\":\"a\\u0000b\"}|/pipeline_id",
      })
  void a_field_of_the_wrong_type_or_name_is_400_and_named(String body, String pointer) {
    var answer = town.post(EXECUTE, body, "X-API-Key", key);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    silent(answer.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=501",
        "limit=many",
        "limit=1&limit=2",
        "status=DONE",
        "cursor=abc",
        "cursor=cjE6MTp4",
        "from=yesterday",
        "to=2025-13-01",
        "trigger_type=me",
        "colour=red"
      })
  void a_query_parameter_that_does_not_fit_is_400_and_named(String query) {
    var answer = town.get("/api/v1/pipelines/runs?" + query, "X-API-Key", key);
    String name = query.substring(0, query.indexOf('='));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(name);
    silent(answer.text());
  }

  @Test
  void headers_that_do_not_fit_are_400_and_named() {
    var user = town.get("/api/v1/plans", "X-API-Key", key, "X-User-ID", "u".repeat(129));
    assertThat(user.status()).isEqualTo(400);
    assertThat(user.json().at("/errors/0/pointer").asText()).isEqualTo("X-User-ID");
    var idempotency = town.post(NAP, "", "X-API-Key", key, "Idempotency-Key", "k".repeat(256));
    assertThat(idempotency.status()).isEqualTo(400);
    assertThat(idempotency.json().at("/errors/0/pointer").asText()).isEqualTo("Idempotency-Key");
    for (var wait : List.of("-1", "61", "1.5", "x")) {
      var answer =
          town.get(
              "/api/v1/pipelines/runs/00000000-0000-4000-8000-000000000000?wait=" + wait,
              "X-API-Key",
              key);
      assertThat(answer.status()).as(wait).isEqualTo(400);
    }
  }

  @Test
  void what_the_framework_refuses_is_a_problem_too() {
    var nowhere = town.get("/api/v1/nowhere", "X-API-Key", key);
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.code()).isEqualTo("not_found");
    assertThat(nowhere.header("Content-Type")).isEqualTo("application/problem+json");

    var method = town.send("DELETE", NAP, null, "X-API-Key", key);
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.code()).isEqualTo("method_not_allowed");
    assertThat(method.header("Allow")).contains("POST");

    var accept = town.get("/api/v1/plans", "X-API-Key", key, "Accept", "text/html");
    assertThat(accept.status()).isEqualTo(406);
    assertThat(accept.code()).isEqualTo("not_acceptable");

    for (var answer : List.of(nowhere, method, accept)) {
      silent(answer.text());
      assertThat(answer.header("X-Request-Id"))
          .isEqualTo(answer.json().path("request_id").asText());
    }
  }

  @Test
  void a_body_beyond_10_mb_is_413_and_headers_beyond_8_kb_are_431() {
    var big = town.post(NAP, "{\"note\":\"" + "x".repeat(10_485_760) + "\"}", "X-API-Key", key);
    assertThat(big.status()).isEqualTo(413);
    assertThat(big.code()).isEqualTo("too_large");

    var headers =
        town.raw(
            "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(9_000) + "\r\n\r\n");
    assertThat(headers).startsWith("HTTP/1.1 431").contains("headers_too_large");
    silent(headers);
  }

  @Test
  void a_web_page_cannot_post_blindly() {
    for (var type : List.of("text/plain", "application/x-www-form-urlencoded")) {
      var answer =
          town.post(
              NAP, "{}", "X-API-Key", key, "Origin", "https://evil.example", "Content-Type", type);
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.code()).isEqualTo("unsupported_media_type");
    }
    assertThat(town.send("POST", NAP, null, "X-API-Key", key, "Origin", "null").status())
        .isEqualTo(415);
    assertThat(
            town.post(
                    NAP,
                    "{}",
                    "X-API-Key",
                    key,
                    "Origin",
                    "http://localhost",
                    "Content-Type",
                    "application/json; charset=utf-8")
                .status())
        .isIn(200, 202);
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example,421",
    "127.0.0.1.evil.example,421",
    "localhost.,421",
    "10.0.0.1:8080,421",
    "127.0.0.1:x,421",
    "127.0.0.1,200",
    "localhost:8080,200",
    "[::1]:1,200",
    "LOCALHOST,200"
  })
  void on_loopback_the_server_answers_to_its_own_names_only(String host, int status) {
    String answer =
        town.raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    if (status == 421) assertThat(answer).contains("misdirected").doesNotContain("evil");
  }

  @Test
  void a_request_id_of_the_callers_is_kept_and_nonsense_is_replaced() {
    assertThat(town.get("/health", "X-Request-Id", "trace-1:a.b_c").header("X-Request-Id"))
        .isEqualTo("trace-1:a.b_c");
    assertThat(town.get("/health", "X-Request-Id", "a b").header("X-Request-Id")).hasSize(36);
    assertThat(town.get("/health", "X-Request-Id", "x".repeat(129)).header("X-Request-Id"))
        .hasSize(36);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/pipelines/run/acme_corp/../../../etc/passwd",
        "/api/v1/pipelines/run/acme_corp/..%2f..%2f/etc/passwd",
        "/api/v1/pipelines/run/acme_corp/gcp/cost/..%2f..%2fplans",
        "/api/v1/pipelines/run/acme_corp/gcp/cost/nap%00",
        "/api/v1/pipelines/run/acme_corp/gcp/cost/%3Cscript%3E",
        "/api/v1/pipelines/run/acme_corp/gcp/cost/nap.yml",
        "/api/v1/pipelines/run/acme_corp/gcp/cost/%F0%9F%92%A9",
        "/api/v1/pipelines/runs/%27%20or%201=1",
        "/docs/../../../etc/passwd",
        "/docs/%2e%2e/application.yml",
        "//api/v1/plans",
        "/api/v1/plans;x=1",
      })
  void a_path_that_plays_tricks_finds_nothing(String path) {
    for (var method : List.of("GET", "POST")) {
      String answer =
          town.raw(
              "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\nX-API-Key: %s\r\n\r\n"
                  .formatted(method, path, key));
      assertThat(answer).as(method + " " + path).matches("(?s)HTTP/1.1 (400|403|404|405) .*");
      silent(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost localhost\r\n\r\n",
        "POST /api/v1/tenants/onboard HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        "POST /api/v1/tenants/onboard HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/v1/tenants/onboard HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "FOO /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
      })
  void bytes_that_are_no_request_get_no_answer_that_tells_anything(String bytes) {
    String answer = town.raw(bytes);
    assertThat(answer).doesNotContain("HTTP/1.1 5").doesNotContain("HTTP/1.1 2");
    silent(answer);
    assertThat(town.get("/health").status()).isEqualTo(200);
  }

  @Test
  void a_bug_is_500_and_tells_nothing() {
    var answer =
        town.post(
            "/api/v1/pipelines/run/acme_corp/gcp/bugs/bug",
            "",
            "X-API-Key",
            key,
            "X-Request-Id",
            "r-1");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("internal");
    assertThat(answer.json().path("request_id").asText()).isEqualTo("r-1");
    silent(answer.text());
  }

  @Test
  void health_is_up_or_degraded_and_bare() {
    var health = town.get("/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.json().size()).isEqualTo(1);
    assertThat(health.json().path("status").asText()).isIn("UP", "DEGRADED");
  }

  @Test
  void headers_that_are_nonsense_change_nothing_or_are_refused() {
    for (var header :
        List.of(
            "Content-Type: ;;;",
            "Content-Type: application",
            "Content-Type: \u00ff/\u00ff; charset=nonsense",
            "Accept: ;;;",
            "Accept: application/json;q=zzz",
            "Accept-Charset: nonsense",
            "Cookie: a=b; \"",
            "Range: bytes=0-0",
            "If-None-Match: *",
            "Upgrade: h2c",
            "X-HTTP-Method-Override: DELETE")) {
      String answer =
          town.raw(
              "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\nX-API-Key: %s\r\n%s\r\n\r\n{}"
                  .formatted(NAP, key, header));
      assertThat(answer).as(header).matches("(?s)HTTP/1.1 (200|202|400|406|415) .*");
      silent(answer);
    }
  }

  @Test
  void a_compressed_body_counts_as_what_it_unpacks_to() throws IOException {
    assertThat(zipped("{}".getBytes(StandardCharsets.UTF_8)))
        .matches("(?s)HTTP/1.1 (200|202|400|415) .*");
    byte[] bomb = new byte[60_000_000];
    Arrays.fill(bomb, (byte) ' ');
    String answer = zipped(bomb);
    assertThat(answer).matches("(?s)HTTP/1.1 (400|413|415) .*");
    silent(answer);
  }

  private String zipped(byte[] body) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    }
    return raw(NAP, packed.toByteArray(), "Content-Encoding: gzip\r\n");
  }

  private String raw(String path, byte[] body) {
    return raw(path, body, "");
  }

  private String raw(String path, byte[] body, String header) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\nX-API-Key: %s\r\n%s\r\n"
            .formatted(path, body.length, key, header)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return town.raw(all);
  }

  /// No class, no package, no file of the machine, no version.
  private static void silent(String answer) {
    assertThat(answer)
        .doesNotContainIgnoringCase("exception")
        .doesNotContain("java.")
        .doesNotContain("convergence.")
        .doesNotContain("micronaut")
        .doesNotContain("netty")
        .doesNotContain("jackson")
        .doesNotContain("\tat ")
        .doesNotContain("/tmp");
  }
}
