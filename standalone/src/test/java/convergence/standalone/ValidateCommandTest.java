package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `validate` says of files: the author's own line and column, and what was meant.
final class ValidateCommandTest {
  private static final String LOAD =
      """
      steps:
        - step_id: load
          ps_type: shared.file_to_table
          source: {path: a.csv, format: csv, schema: [{name: day, type: DATE}, {name: amount, type: NUMERIC}]}
          destination: {table: costs}
      """;

  @TempDir Path folder;

  private record Said(int status, String text) {}

  @Test
  void a_typo_in_sql_is_told_with_line_column_and_suggestion() throws IOException {
    write("p/d/load.yml", LOAD);
    write(
        "p/d/sum.yml",
        """
        steps:
          - step_id: sum
            ps_type: gcp.bigquery_to_bigquery
            source:
              query: |
                SELECT day,
                  SUM(amuont) AS total
                FROM costs
                GROUP BY day
            destination: {table: sums}
          - step_id: other
            ps_type: gcp.bigquery_to_bigquery
            depends_on: []
            source: {query: "SELECT day FORM costs"}
            destination: {table: others}
        """);
    var said = validate(folder.toString());
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.text())
        .contains("p/d/sum.yml:14:33 error")
        .contains("did you mean FROM instead of FORM?");
    write("p/d/sum.yml", Files.readString(folder.resolve("p/d/sum.yml")).replace("FORM", "FROM"));
    assertThat(validate(folder.toString()).text())
        .contains("p/d/sum.yml:7:15 error")
        .contains("Unrecognized name: amuont; Did you mean amount?");
  }

  @Test
  void a_table_that_no_template_makes_is_a_warning_and_a_misspelt_one_has_a_suggestion()
      throws IOException {
    write("p/d/load.yml", LOAD);
    write(
        "p/d/copy.yml",
        """
        steps:
          - step_id: copy
            ps_type: gcp.bigquery_to_bigquery
            source: {query: SELECT * FROM cots}
            destination: {table: copies}
        """);
    var said = validate(folder.toString());
    assertThat(said.status()).isZero();
    assertThat(said.text())
        .contains("p/d/copy.yml:4:35 warning")
        .contains("did you mean 'costs'?")
        .contains("its columns were not checked");
  }

  @Test
  void json_holds_the_same() throws IOException {
    write("one.yml", "steps:\n  - {step_id: a, ps_type: shared.nop}\n");
    var said = validate("--format", "json", folder.resolve("one.yml").toString());
    assertThat(said.status()).isEqualTo(1);
    // In tests the log goes to the same stream.
    JsonNode report = Json.mapper().readTree(said.text().substring(said.text().indexOf("{\"")));
    assertThat(report.path("valid").asBoolean()).isFalse();
    var finding = report.path("findings").path(0);
    assertThat(finding.path("line").asInt()).isEqualTo(2);
    assertThat(finding.path("column").asInt()).isPositive();
    assertThat(finding.path("message").asText()).contains("did you mean 'shared.noop'?");
  }

  @Test
  void the_shipped_templates_have_no_finding() {
    var configs = Path.of(System.getProperty("convergence.home", "..")).resolve("configs");
    var said = validate(configs.toString());
    assertThat(said.text()).contains(", 0 findings.");
    assertThat(said.status()).isZero();
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private static Said validate(String... arguments) {
    var before = System.out;
    var out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int status = new CommandLine(new ValidateCommand()).execute(arguments);
      return new Said(status, out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
