package convergence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs every call of docs/api.md in its order and compares what comes back with what the page shows.
final class ApiGuideTest {
  private static final Path PAGE =
      Path.of(System.getProperty("convergence.home", ".."), "docs", "api.md");
  private static final Pattern BLOCK =
      Pattern.compile("```(sh|json (\\d{3}))\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private static final List<String> SAME =
      List.of("/detail", "/message", "/title", "/code", "/duplicate", "/dryrun_status");

  /// Objects whose fields are the template's own.
  private static final List<String> FREE = List.of("parameters", "metadata", "details", "settings");

  @TempDir Path configs;

  @Test
  void every_call_of_the_guide_is_answered_as_it_shows() throws IOException {
    try (var town = Town.open(configs)) {
      furnish();
      var words = new HashMap<>(Map.of("HOST", "", "ADMIN_KEY", Town.ADMIN));
      Town.Answer last = null;
      var blocks = BLOCK.matcher(Files.readString(PAGE));
      int compared = 0;
      while (blocks.find()) {
        if (blocks.group(2) == null) {
          for (var call : calls(blocks.group(3))) last = make(town, call, words);
          continue;
        }
        var answer = Objects.requireNonNull(last);
        assertThat(answer.status()).as(answer.text()).isEqualTo(Integer.parseInt(blocks.group(2)));
        alike("", new ObjectMapper().readTree(blocks.group(3)), answer.json());
        compared++;
      }
      assertThat(compared).isGreaterThan(14);
    }
  }

  @Test
  void every_route_has_its_place_in_the_guide() throws IOException {
    String page = Files.readString(PAGE);
    try (var town = Town.open(configs)) {
      var missing = new TreeSet<String>();
      for (var path : town.get("/openapi.json").json().path("paths").properties())
        path.getValue()
            .fieldNames()
            .forEachRemaining(
                method -> {
                  String route = method.toUpperCase(Locale.ROOT) + " " + path.getKey();
                  if (!page.contains("### " + route + "\n") && !path.getKey().startsWith("/docs/"))
                    missing.add(route);
                });
      assertThat(missing).isEmpty();
    }
  }

  private void furnish() {
    Town.write(
        configs,
        "gcp/cost/billing_cost.yml",
        "description: Net cost\nsteps:\n  - {step_id: daily, ps_type: shared.noop}\n");
    Town.write(
        configs,
        "plans.yml",
        "STARTER: {max_pipelines_per_day: 6, price_usd: 19}\nPROFESSIONAL: {max_pipelines_per_day: 25}\n");
  }

  private static Town.Answer make(Town town, List<String> call, Map<String, String> words) {
    String method = "GET";
    String body = null;
    String url = "";
    var headers = new ArrayList<String>();
    for (int i = 1; i < call.size(); i++) {
      String word = call.get(i);
      switch (word) {
        case "-i" -> {}
        case "-X" -> method = call.get(++i);
        case "-d" -> body = call.get(++i);
        case "-H" -> headers.addAll(List.of(filled(call.get(++i), words).split(": ", 2)));
        default -> url = word;
      }
    }
    before(town, url, words);
    var answer = town.send(method, filled(url, words), body, headers.toArray(String[]::new));
    assertThat(answer.status()).as(answer.text()).isIn(200, 201, 202, 204, 400);
    remember(answer, words);
    return answer;
  }

  /// What the page says in words: the run to cancel is one that waits, the one to retry has been cancelled.
  private static void before(Town town, String url, Map<String, String> words) {
    var hand = town.bean(Hand.class);
    if (!url.endsWith("/cancel")) {
      hand.works();
      return;
    }
    hand.rests();
    var waiting =
        town.post(
            "/api/v1/pipelines/run/acme_corp/gcp/cost/billing_cost",
            "{\"date\":\"2025-12-01\"}",
            "X-API-Key",
            Objects.requireNonNull(words.get("API_KEY")));
    words.put("RUN", waiting.json().path("pipeline_logging_id").asText());
  }

  private static void remember(Town.Answer answer, Map<String, String> words) {
    if (!answer.text().startsWith("{")) return;
    var json = answer.json();
    if (json.path("api_key").isTextual())
      words.putIfAbsent("API_KEY", json.path("api_key").asText());
    for (var id : List.of("api_key_id", "credential_id"))
      if (json.path(id).isTextual())
        words.put(id.equals("api_key_id") ? "KEY_ID" : "CREDENTIAL", json.path(id).asText());
    if (json.path("config_id").isTextual()) words.put("CONFIG", json.path("config_id").asText());
    if (json.path("pipeline_logging_id").isTextual())
      words.put("RUN", json.path("pipeline_logging_id").asText());
  }

  private static List<List<String>> calls(String block) {
    var all = new ArrayList<List<String>>();
    for (var line : block.replace("\\\n", " ").lines().toList()) {
      if (!line.startsWith("curl ")) continue;
      var words = new ArrayList<String>();
      var word = WORD.matcher(line);
      while (word.find()) words.add(first(word.group(1), word.group(2), word.group(3)));
      all.add(words);
    }
    return all;
  }

  private static String first(@Nullable String... texts) {
    for (var text : texts) if (text != null) return text;
    throw new IllegalStateException();
  }

  private static String filled(String text, Map<String, String> words) {
    String filled = text;
    for (var word : words.entrySet()) filled = filled.replace("$" + word.getKey(), word.getValue());
    return filled;
  }

  /// The same fields of the same types; null on either side fits any. Words that people read are the same.
  private static void alike(String at, JsonNode shown, JsonNode real) {
    if (shown.isNull() || real.isNull()) return;
    assertThat(real.getNodeType()).as(at).isEqualTo(shown.getNodeType());
    if (SAME.stream().anyMatch(at::endsWith)) assertThat(real).as(at).isEqualTo(shown);
    if (shown.isObject() && !FREE.contains(at.substring(at.lastIndexOf('/') + 1))) {
      assertThat(names(real)).as(at).isEqualTo(names(shown));
      shown
          .properties()
          .forEach(
              field ->
                  alike(at + "/" + field.getKey(), field.getValue(), real.path(field.getKey())));
    }
    if (shown.isArray() && !shown.isEmpty() && !real.isEmpty() && shown.path(0).isObject())
      alike(at + "/0", shown.path(0), real.path(0));
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
