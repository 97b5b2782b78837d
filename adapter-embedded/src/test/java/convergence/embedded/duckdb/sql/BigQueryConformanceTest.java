package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import convergence.googlesql.ZetaSql;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Runs a corpus of queries with the answers that BigQuery gave: `-Dconvergence.conformance.dir=…`, else
/// `../shared/conformance/bigquery` beside the repository; skipped when there is none. Writes
/// `target/conformance.csv` with one line for each fixture.
final class BigQueryConformanceTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final List<String> HARMLESS =
      List.of("use_query_cache", "labels", "priority", "job_timeout_ms", "default_dataset");

  private static final Pattern INVALID =
      Pattern.compile("Table not found: `?([^`.]*[^`.\\w-][^`.]*)\\.[^`.]+`?");
  private static final Pattern MISSING =
      Pattern.compile("Table not found: `?([^`.]+)\\.([^`.]+)\\.([^`.]+)`?");

  private enum Verdict {
    PASS,
    UNSUPPORTED,
    WRONG
  }

  private record Line(String fixture, Verdict verdict, String detail) {}

  @Test
  void no_fixture_is_answered_wrongly() throws IOException, SQLException {
    Path corpus = corpus();
    if (!Files.isDirectory(corpus)) {
      System.out.println("SKIPPED: no conformance corpus at " + corpus.getFileName());
      assumeTrue(false, "no conformance corpus");
    }
    List<Line> lines = new ArrayList<>();
    try (var zetaSql = new ZetaSql();
        var warehouse = new TestWarehouse(zetaSql)) {
      for (var fixture : fixtures(corpus)) lines.add(run(corpus, fixture, warehouse));
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

  private static Line run(Path corpus, Path fixture, TestWarehouse warehouse)
      throws IOException, SQLException {
    String name = corpus.relativize(fixture).toString();
    var expected = JSON.readTree(fixture.resolve("expected.json").toFile());
    warehouse.clear();
    try {
      if (Files.exists(fixture.resolve("setup.sql")))
        Setup.run(warehouse, text(fixture.resolve("setup.sql")));
    } catch (SqlFault e) {
      return new Line(name, Verdict.UNSUPPORTED, "setup: " + e.getMessage());
    } catch (SQLException e) {
      return new Line(name, Verdict.WRONG, "setup: " + firstLine(e));
    }
    try {
      String difference = difference(fixture, expected, warehouse);
      return new Line(name, difference.isEmpty() ? Verdict.PASS : Verdict.WRONG, difference);
    } catch (SqlFault e) {
      return refused(name, expected, e);
    } catch (SQLException e) {
      String message = firstLine(e);
      boolean same = sameError(expected, message);
      return new Line(name, same ? Verdict.PASS : Verdict.WRONG, same ? "" : "fails: " + message);
    }
  }

  private static String difference(Path fixture, JsonNode expected, TestWarehouse warehouse)
      throws IOException, SQLException {
    if (Files.exists(fixture.resolve("job_config.json"))) {
      for (var option : JSON.readTree(fixture.resolve("job_config.json").toFile()).properties()) {
        if (!HARMLESS.contains(option.getKey()))
          throw new SqlFault("unsupported", "job option " + option.getKey(), 0, 0);
      }
    }
    String query = text(fixture.resolve("query.sql"));
    if (Words.statements(query).size() > 1) throw new SqlFault("unsupported", "a script", 0, 0);
    Map<String, SqlValue> values = new HashMap<>();
    var parameters = parameters(fixture, values);
    var compiled = warehouse.compile(new BoundSql(query, parameters));
    var rows = warehouse.rows(compiled, values);
    if (expected.has("error"))
      return "no error, but BigQuery said: " + expected.get("error").get("message_pattern");
    return Answers.difference(expected, compiled, rows, query);
  }

  private static List<BoundSql.Parameter> parameters(Path fixture, Map<String, SqlValue> values)
      throws IOException {
    Path file = fixture.resolve("parameters.json");
    if (!Files.exists(file)) return List.of();
    var json = JSON.readTree(file.toFile());
    if (!json.get("mode").asText().equals("named"))
      throw new SqlFault("unsupported", "positional parameters", 0, 0);
    List<BoundSql.Parameter> parameters = new ArrayList<>();
    for (var parameter : json.get("parameters")) {
      if (!parameter.get("type").isTextual() || parameter.get("value").isContainerNode())
        throw new SqlFault("unsupported", "a parameter that is no scalar", 0, 0);
      String name = parameter.get("name").asText();
      var type = SqlType.valueOf(parameter.get("type").asText());
      var value = parameter.get("value");
      parameters.add(new BoundSql.Parameter(name, type, name));
      values.put(name, new SqlValue(type, value.isNull() ? null : value.asText()));
    }
    return parameters;
  }

  private static Line refused(String name, JsonNode expected, SqlFault fault) {
    String place = fault.line() > 0 ? " at [" + fault.line() + ":" + fault.column() + "]" : "";
    // What was meant is our own addition.
    String said =
        String.valueOf(fault.getMessage()).replaceFirst("; did you mean .*? instead of .*", "");
    String message = wire(said) + place;
    if (sameError(expected, message)) return new Line(name, Verdict.PASS, "");
    boolean another =
        expected.has("error")
            && !fault.code().equals("unsupported")
            && !message.startsWith("Function not found");
    return new Line(
        name, another ? Verdict.WRONG : Verdict.UNSUPPORTED, fault.code() + ": " + message);
  }

  /// What BigQuery's API says of a missing table; the analysis speaks of paths only.
  private static String wire(String message) {
    var invalid = INVALID.matcher(message);
    if (invalid.find())
      return "Invalid dataset ID \""
          + invalid.group(1)
          + "\". Dataset IDs must be alphanumeric (plus underscores and dashes) and must be at most"
          + " 1024 characters long.";
    var missing = MISSING.matcher(message);
    if (!missing.find()) return message;
    String table = missing.group(1) + ":" + missing.group(2) + "." + missing.group(3);
    if (!missing.group(1).equals("project"))
      return "Access Denied: Table "
          + table
          + ": User does not have permission to query table "
          + table
          + ", or perhaps it does not exist.";
    return missing.group(2).equals("ds")
        ? "Not found: Table " + table + " was not found in location US"
        : "Not found: Dataset "
            + missing.group(1)
            + ":"
            + missing.group(2)
            + " was not found in location US";
  }

  /// BigQuery breaks a long message into lines, the analysis puts semicolons there.
  private static boolean sameError(JsonNode expected, String message) {
    if (!expected.has("error")) return false;
    String pattern = expected.get("error").get("message_pattern").asText();
    String oneLine = pattern.replaceAll("\\\\\n(?:\\\\ )*", "(?:; |\\\\n *)");
    return Pattern.compile(oneLine).matcher(message).find();
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file)
        .replace("${DATASET}", "project.ds")
        .replace("${DATASET_ID}", "ds")
        .replace("${PROJECT}", "project");
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
