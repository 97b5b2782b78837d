package convergence.bigquery.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import convergence.bigquery.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The corpus of queries of `-Dconvergence.conformance.dir=…` (default: the one beside the project,
/// where there is one), each as a job over REST. `-Dconvergence.conformance.step=1` plays all of
/// it, else every sixth. Writes `target/sql-wire.csv`.
@Timeout(600)
final class SqlCorpusTest {
  private static final Path CORPUS =
      Path.of(
          System.getProperty("convergence.home", "."), "..", "shared", "conformance", "bigquery");
  private static final int STEP = Integer.getInteger("convergence.conformance.step", 6);
  private static final String PROJECT = "corpus-project";

  @TempDir Path folder;

  private record Verdict(String fixture, String verdict, String detail) {}

  @Test
  void no_query_is_answered_wrongly_over_the_wire() throws Exception {
    String given = System.getProperty("convergence.conformance.dir");
    Path corpus = given == null ? CORPUS : Path.of(given);
    if (!Files.isDirectory(corpus)) System.out.println("no SQL corpus: nothing is played");
    assumeTrue(given != null || Files.isDirectory(corpus), "the SQL corpus is not here");
    var verdicts = new ArrayList<Verdict>();
    try (var served = Served.on(folder)) {
      var rest = new RestPlayer(served.port());
      var fixtures = fixtures(corpus);
      for (int i = 0; i < fixtures.size(); i += STEP)
        verdicts.add(play(fixtures.get(i), "sql_" + i, rest));
    }
    Files.createDirectories(Path.of("target"));
    Files.write(
        Path.of("target", "sql-wire.csv"),
        verdicts.stream()
            .map(v -> v.fixture() + "," + v.verdict() + ",\"" + oneLine(v.detail()) + "\"")
            .toList());
    for (String verdict : List.of("pass", "unsupported", "wrong"))
      System.out.println(
          "sql over the wire: "
              + verdict
              + " "
              + verdicts.stream().filter(v -> v.verdict().equals(verdict)).count());
    assertThat(verdicts).isNotEmpty();
    assertThat(verdicts).filteredOn(v -> v.verdict().equals("wrong")).isEmpty();
  }

  private static String oneLine(String detail) {
    return detail.replace("\"", "\"\"").replace("\n", " ");
  }

  private static List<Path> fixtures(Path corpus) throws IOException {
    try (var files = Files.walk(corpus)) {
      return files.filter(p -> p.endsWith("query.sql")).map(Path::getParent).sorted().toList();
    }
  }

  private static Verdict play(Path path, String dataset, RestPlayer rest)
      throws InterruptedException {
    var fixture = new Fixture(path, PROJECT, dataset);
    var expected = fixture.json("expected.json").orElseThrow();
    try {
      rest.prepare(fixture, PROJECT, dataset);
      var job = job(fixture);
      var made = rest.post("/bigquery/v2/projects/" + PROJECT + "/jobs", job);
      var answer = Fixture.tree(made.body());
      boolean dry = job.path("configuration").path("dryRun").asBoolean();
      if (made.statusCode() == 200 && !dry)
        answer = rest.result(PROJECT, answer.path("jobReference").path("jobId").asText());
      else if (dry && made.statusCode() == 200) answer = answer.at("/statistics/query");
      return judged(fixture.name(), expected, answer);
    } catch (IOException e) {
      return refused(fixture.name(), String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode job(Fixture fixture) {
    var none = (JsonNode) MissingNode.getInstance();
    return JobOf.fixture(
        fixture.text("query.sql").orElseThrow(),
        fixture.json("job_config.json").orElse(none),
        fixture.json("parameters.json").orElse(none));
  }

  private static Verdict judged(String name, JsonNode expected, JsonNode answer) {
    if (answer.has("error")) return error(name, expected.path("error"), answer.path("error"));
    if (expected.has("error")) return new Verdict(name, "wrong", "no error: " + answer);
    // Answers were recorded by a client that sees no result where there is no count of rows.
    boolean result = answer.has("totalRows") || answer.has("statementType");
    String difference = Cells.difference(expected, result ? answer : MissingNode.getInstance());
    return new Verdict(name, difference.isEmpty() ? "pass" : "wrong", difference);
  }

  private static Verdict error(String name, JsonNode expected, JsonNode error) {
    String message = error.path("message").asText();
    String reason = error.at("/errors/0/reason").asText();
    String pattern =
        expected
            .path("message_pattern")
            .asText("(?!)")
            .replaceAll("\\\\\n(?:\\\\ )*", "(?:; |\\\\n *)");
    boolean same =
        expected.path("reason").asText(reason).equals(reason)
            && expected.path("http_status").asInt(400) == error.path("code").asInt()
            && Pattern.compile(pattern).matcher(message).find();
    return same ? new Verdict(name, "pass", "") : refused(name, reason + ": " + message);
  }

  private static Verdict refused(String name, String detail) {
    boolean named = detail.contains("notImplemented") || detail.contains("Function not found");
    return new Verdict(name, named ? "unsupported" : "wrong", detail);
  }
}
