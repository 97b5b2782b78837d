package convergence.embedded.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs a corpus of queries with the answers that BigQuery gave: `-Dconvergence.conformance.dir=…`, else
/// `../shared/conformance/bigquery` beside the repository; skipped when there is none. Writes
/// `target/conformance.csv` with one line for each fixture. Each fixture has a dataset of its own.
final class BigQueryConformanceTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final String PROJECT = "project";

  private enum Verdict {
    PASS,
    UNSUPPORTED,
    WRONG
  }

  private record Line(String fixture, Verdict verdict, String detail) {}

  @TempDir Path folder;

  @Test
  void no_fixture_is_answered_wrongly() throws IOException {
    Path corpus = corpus();
    if (!Files.isDirectory(corpus)) {
      System.out.println("SKIPPED: no conformance corpus at " + corpus.getFileName());
      assumeTrue(false, "no conformance corpus");
    }
    List<Line> lines = new ArrayList<>();
    try (var house = new House(folder)) {
      for (var fixture : fixtures(corpus)) {
        String dataset = "ds_" + lines.size();
        house.warehouse().createDataset(dataset);
        lines.add(run(corpus, fixture, dataset, house.warehouse().desk()));
      }
    }
    write(lines);
    assertThat(lines).noneMatch(line -> line.verdict() == Verdict.WRONG);
  }

  private static Path corpus() {
    String given = System.getProperty("convergence.conformance.dir");
    if (given != null) return Path.of(given);
    return Path.of(System.getProperty("convergence.home", ".."), "../shared/conformance/bigquery");
  }

  private static List<Path> fixtures(Path corpus) throws IOException {
    String only = System.getProperty("convergence.conformance.only", "");
    try (var paths = Files.walk(corpus, 3)) {
      return paths
          .filter(path -> path.endsWith("query.sql"))
          .map(Path::getParent)
          .filter(path -> path.toString().contains(only))
          .sorted()
          .toList();
    }
  }

  private static Line run(Path corpus, Path fixture, String dataset, SqlDesk desk)
      throws IOException {
    String name = corpus.relativize(fixture).toString();
    var expected = JSON.readTree(text(fixture.resolve("expected.json"), dataset));
    try {
      if (Files.exists(fixture.resolve("setup.sql"))) {
        var _ =
            desk.execute(SqlRequest.of(text(fixture.resolve("setup.sql"), dataset), PROJECT, ""));
      }
    } catch (SqlError e) {
      return new Line(
          name,
          e.reason() == SqlError.Reason.UNSUPPORTED ? Verdict.UNSUPPORTED : Verdict.WRONG,
          "setup: " + e.getMessage());
    }
    try {
      var request = request(fixture, dataset);
      String difference = difference(expected, desk.execute(request), request);
      return new Line(name, difference.isEmpty() ? Verdict.PASS : Verdict.WRONG, difference);
    } catch (SqlError e) {
      return failed(name, expected, e);
    }
  }

  private static SqlRequest request(Path fixture, String dataset) throws IOException {
    var request = new FixtureRequest(PROJECT);
    Path options = fixture.resolve("job_config.json");
    if (Files.exists(options)) request.options(JSON.readTree(text(options, dataset)));
    Path parameters = fixture.resolve("parameters.json");
    if (Files.exists(parameters)) request.parameters(JSON.readTree(text(parameters, dataset)));
    return request.of(text(fixture.resolve("query.sql"), dataset));
  }

  private static String difference(JsonNode expected, SqlResult result, SqlRequest request) {
    if (expected.has("error"))
      return "no error, but BigQuery said: " + expected.get("error").get("message_pattern");
    String told = statistics(expected.path("job_metadata"), result);
    if (!told.isEmpty()) return told;
    // A table's rows have no order, whatever query they come from.
    boolean ordered = result.ordered() && request.destination().isEmpty();
    return Answers.difference(expected, result.rows().columns(), ordered, result.rows().rows());
  }

  private static String statistics(JsonNode metadata, SqlResult result) {
    String type = metadata.path("statement_type").asText("");
    if (!type.isEmpty() && !type.equals(result.statementType()))
      return "statement type: expected " + type + ", got " + result.statementType();
    String operation = metadata.path("ddl_operation_performed").asText("");
    String done = result.ddl().map(SqlResult.DdlEffect::operation).orElse("");
    if (!operation.isEmpty() && !operation.equals(done))
      return "DDL: expected " + operation + ", got " + done;
    long rows = metadata.path("num_dml_affected_rows").asLong(-1);
    long changed = result.dml().map(SqlResult.DmlEffect::affected).orElse(-1L);
    return rows >= 0 && rows != changed
        ? "affected rows: expected " + rows + ", got " + changed
        : "";
  }

  private static Line failed(String name, JsonNode expected, SqlError error) {
    String message = String.valueOf(error.getMessage());
    boolean refused = error.reason() == SqlError.Reason.UNSUPPORTED;
    if (sameError(expected, error)) return new Line(name, Verdict.PASS, "");
    return new Line(
        name,
        refused || message.startsWith("Function not found") ? Verdict.UNSUPPORTED : Verdict.WRONG,
        error.reason().wire() + ": " + message);
  }

  /// BigQuery breaks a long message into lines, the analysis puts semicolons there.
  private static boolean sameError(JsonNode expected, SqlError error) {
    if (!expected.has("error")) return false;
    String reason = expected.get("error").path("reason").asText(error.reason().wire());
    String pattern = expected.get("error").get("message_pattern").asText();
    String oneLine = pattern.replaceAll("\\\\\n(?:\\\\ )*", "(?:; |\\\\n *)");
    return reason.equals(error.reason().wire())
        && Pattern.compile(oneLine).matcher(String.valueOf(error.getMessage())).find();
  }

  private static String text(Path file, String dataset) throws IOException {
    return Files.readString(file)
        .replace("${DATASET}", PROJECT + "." + dataset)
        .replace("${DATASET_ID}", dataset)
        .replace("${PROJECT}", PROJECT);
  }

  private static void write(List<Line> lines) throws IOException {
    var csv = new StringBuilder("fixture,verdict,detail\n");
    Map<String, Map<Verdict, Integer>> counts = new TreeMap<>();
    for (var line : lines) {
      String verdict = line.verdict().name().toLowerCase(Locale.ROOT);
      String detail = line.detail().replace('"', '\'').replace('\n', ' ');
      csv.append(line.fixture()).append(',').append(verdict).append(",\"").append(detail);
      csv.append("\"\n");
      String group = line.fixture().split("/", -1)[0];
      counts
          .computeIfAbsent(group, _ -> new EnumMap<>(Verdict.class))
          .merge(line.verdict(), 1, Integer::sum);
    }
    Path target = Path.of("target");
    Files.createDirectories(target);
    Files.writeString(target.resolve("conformance.csv"), csv);
    counts.forEach(
        (group, count) ->
            System.out.printf(
                "%-28s pass %3d  unsupported %3d  wrong %3d%n",
                group,
                count.getOrDefault(Verdict.PASS, 0),
                count.getOrDefault(Verdict.UNSUPPORTED, 0),
                count.getOrDefault(Verdict.WRONG, 0)));
  }
}
