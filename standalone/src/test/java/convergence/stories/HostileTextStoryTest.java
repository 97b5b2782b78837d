package convergence.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import convergence.port.Warehouse;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Statements;
import convergence.warehouse.Variable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Text of any kind as a parameter's value: it arrives as it is, wherever it stands, or is refused.
final class HostileTextStoryTest {
  private static final int OVER_HTTP = 40;
  private static final int DIRECTLY = 1000;
  private static final List<String> POSITIONS =
      List.of("plain", "quoted", "double_quoted", "triple", "triple_double", "raw", "inside");

  private static final String SELECT =
      """
      SELECT {text} AS plain, '{text}' AS quoted, "{text}" AS double_quoted,
        '''{text}''' AS triple, \"""{text}\""" AS triple_double, r'{text}' AS raw,
        SUBSTR('<{text}>', 2, CHAR_LENGTH('<{text}>') - 2) AS inside,
        {text} LIKE '{text}' AS alike, CONCAT('a', {text}, 'b') LIKE 'a{text}_' AS alike_within,
        CONCAT({text}, 'x') LIKE '{text}' AS alike_longer\
      """;

  private static final List<String> PIECES =
      List.of(
          "'",
          "\"",
          "`",
          "'''",
          "\"\"\"",
          "\\",
          "\\\\",
          "\\'",
          "--",
          "#",
          "/*",
          "*/",
          ";",
          "{",
          "}",
          "{text}",
          "{{",
          "}}",
          "@p_text",
          "@",
          "%",
          "_",
          "\0",
          "\n",
          "\r\n",
          "\t",
          "\u001f",
          "\u0085",
          "\u2028",
          "é",
          "e\u0301",
          "漢字",
          "🎉",
          "\u202e",
          "\ufeff",
          " ",
          "a",
          "B",
          "0",
          "?",
          "$",
          ")",
          "(",
          " OR 1=1 ",
          "'); DROP TABLE echo; --",
          "r'",
          "b\"",
          "\\x41",
          "\\u0041",
          "$1",
          "::text");

  private static final long SEED = Long.getLong("stories.seed", System.nanoTime());
  private static Town town;
  private static Resident acme;

  @BeforeAll
  static void open(@TempDir Path root) {
    System.out.println("HostileTextStoryTest: -Dstories.seed=" + SEED);
    var folders = Folders.in(root);
    folders.write(
        "story/text/echo.yml",
        """
        parameters:
          n: {type: INT64, default: 0}
          text: {type: STRING, required: true}
        steps:
          - step_id: echo
            ps_type: gcp.bigquery_to_bigquery
            source:
              query: |
        %s,
                  {n} AS n
            destination: {table: echo, write_mode: append}
        """
            .formatted(SELECT.indent(10).stripTrailing()));
    folders.write(
        "story/text/name.yml",
        """
        parameters:
          text: {type: STRING, required: true}
        steps:
          - step_id: name
            ps_type: gcp.bigquery_to_bigquery
            source: {query: "SELECT 1 AS one FROM {text}"}
            destination: {table: named}
        """);
    town = Town.open(folders);
    acme = town.tenant("text_acme");
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void over_http_every_character_arrives_in_the_row() {
    var random = new Random(SEED);
    var texts = new ArrayList<String>();
    var runs = new ArrayList<String>();
    for (int n = 0; n < OVER_HTTP; n++) {
      texts.add(n < PIECES.size() && n < 10 ? PIECES.get(n) : text(random));
      runs.add(acme.starts("story/text/echo", Map.of("n", n, "text", texts.get(n))));
    }
    runs.forEach(acme::completed);

    var rows = acme.sql("SELECT * FROM text_acme.echo ORDER BY n").records();
    assertThat(rows).hasSize(OVER_HTTP);
    for (int n = 0; n < OVER_HTTP; n++) {
      for (var position : POSITIONS)
        assertThat(rows.get(n).get(position).asText()).as(position).isEqualTo(texts.get(n));
      assertThat(rows.get(n).get("alike").asBoolean()).isTrue();
      assertThat(rows.get(n).get("alike_within").asBoolean()).isTrue();
      assertThat(rows.get(n).get("alike_longer").asBoolean()).isFalse();
    }
  }

  @Test
  void a_thousand_random_texts_come_back_from_the_warehouse_as_they_were() {
    var random = new Random(SEED + 1);
    var statements = town.bean(Statements.class);
    var warehouse = town.bean(Warehouse.class);
    for (int i = 0; i < DIRECTLY; i++) {
      var text = text(random);
      var value = SqlValue.of(text);
      var bound = statements.bind(SELECT, Map.of("text", new Variable(value, text)));
      var rows =
          warehouse.query(bound, Map.of("text", value), "text_acme", 10, Duration.ofMinutes(1));
      assertThat(rows.rows()).hasSize(1);
      var row = new HashMap<String, Object>();
      for (int c = 0; c < rows.columns().size(); c++)
        row.put(rows.columns().get(c).name(), rows.rows().getFirst().get(c));
      for (var position : POSITIONS)
        assertThat(row.get(position)).as("%s of text %d", position, i).isEqualTo(text);
      assertThat(row.get("alike")).as("text %d: %s", i, text).isEqualTo(true);
      assertThat(row.get("alike_within")).as("text %d: %s", i, text).isEqualTo(true);
      assertThat(row.get("alike_longer")).as("text %d: %s", i, text).isEqualTo(false);
    }
  }

  @Test
  void half_of_a_character_is_refused() {
    for (var half : List.of("\ud83c", "a\udf89b", "\udf89\ud83c")) {
      var body = escaped(Map.of("text", half));
      var answer = acme.post("/pipelines/run/text_acme/story/text/echo", body);
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.json().path("errors").path(0).path("pointer").asText()).isEqualTo("/text");
    }
  }

  @Test
  void as_a_name_all_but_names_are_refused() {
    var random = new Random(SEED + 2);
    for (int i = 0; i < 50; i++) {
      var text = i < PIECES.size() ? PIECES.get(i) : text(random);
      if (text.matches("[A-Za-z_][A-Za-z0-9_]*")) continue;
      var answer = acme.asks("story/text/name", Map.of("text", text));
      assertThat(answer.status()).as(text + " → " + answer.text()).isEqualTo(400);
      assertThat(answer.json().path("errors").path(0).path("pointer").asText()).isEqualTo("/text");
    }
    assertThat(town.bean(Warehouse.class).tables("text_acme")).doesNotContain("named");
  }

  /// JSON in ASCII alone, so that half characters travel as they were meant.
  private static String escaped(Map<String, String> body) {
    try {
      return JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build()
          .writeValueAsString(body);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int pieces = random.nextInt(9); pieces > 0; pieces--) {
      if (random.nextInt(4) > 0) text.append(PIECES.get(random.nextInt(PIECES.size())));
      else text.appendCodePoint(codePoint(random));
    }
    // Not two halves that make a whole only side by side, and never half of one.
    return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static int codePoint(Random random) {
    while (true) {
      int point = random.nextInt(random.nextBoolean() ? 0x250 : Character.MAX_CODE_POINT + 1);
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) return point;
    }
  }
}
