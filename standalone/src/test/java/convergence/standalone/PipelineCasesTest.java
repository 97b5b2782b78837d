package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `./convergence test`, with the shipped templates as its subject.
final class PipelineCasesTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));
  @TempDir Path folder;

  @Test
  void the_shipped_cases_pass() throws IOException {
    var report = folder.resolve("report.xml");
    int status = test(HOME.resolve("configs/tests"), report);
    var xml = Files.readString(report);
    assertThat(status).as(xml).isZero();
    assertThat(xml).contains("<testsuite ").contains("failures=\"0\"").doesNotContain("<failure");
  }

  /// Every template that is shipped has a case, so that a change to it is noticed.
  @Test
  void every_shipped_template_has_a_case() throws IOException {
    var cases = new StringBuilder();
    try (var files = Files.walk(HOME.resolve("configs/tests"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".json")).toList())
        cases.append(Files.readString(file));
    }
    try (var files = Files.walk(HOME.resolve("configs"), 3)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yml")).toList()) {
        var below = HOME.resolve("configs").relativize(file);
        if (below.getNameCount() != 3) continue;
        assertThat(cases).contains("\"" + below.toString().replace(".yml", "") + "\"");
      }
    }
  }

  @Test
  void what_differs_is_said_and_the_status_is_1() throws IOException {
    var cases = folder.resolve("cases.json");
    Files.writeString(
        cases,
        """
        [
          {"name": "too few rows", "template": "gcp/cost/load_billing_export",
           "parameters": {"file": "e.jsonl"}, "files": {"e.jsonl": [{"cost": 1.5, "currency": "EUR"}]},
           "expect": {"steps": {"load": "FAILED"},
             "tables": {"gcp_billing_export_resource_v1": {"rows": [{"cost": 2.5}, {"cost": 1.50}]}}}},
          {"name": "no refusal", "template": "gcp/example/dryrun",
           "expect": {"refusal": {"code": "bad_request"}}},
          {"name": "wrong refusal", "template": "gcp/example/nowhere",
           "expect": {"refusal": {"code": "bad_request"}}},
          {"name": "a table of its own", "template": "gcp/example/dryrun",
           "tables": {"given": {"schema": [{"name": "n", "type": "NUMERIC"}], "rows": [{"n": "0.1"}, {"n": 2}]}},
           "expect": {"queries": [
             {"sql": "SELECT SUM(n) AS total FROM given", "rows": [{"total": 2.1}]},
             {"sql": "SELECT n FROM given ORDER BY n DESC", "ordered": true, "rows": [{"n": 2}, {"n": 0.1}]}]}}
        ]
        """);
    var report = folder.resolve("report.xml");
    assertThat(test(cases, report)).isEqualTo(1);
    assertThat(Files.readString(report))
        .contains("tests=\"4\" failures=\"3\"")
        .contains("step load is COMPLETED, expected FAILED")
        .contains("gcp_billing_export_resource_v1: missing row {\"cost\":2.5}")
        .contains("expected the refusal bad_request, but the run ended COMPLETED")
        .contains("refused with not_found, expected bad_request");
  }

  @Test
  void a_file_that_is_no_case_is_a_failure_with_its_place() throws IOException {
    var cases = folder.resolve("cases.json");
    var report = folder.resolve("report.xml");
    Files.writeString(cases, "{\"template\": \"a/b/c\",\n \"expct\": {}}");
    assertThat(test(cases, report)).isEqualTo(1);
    assertThat(Files.readString(report)).contains("cases.json").contains("expct");
  }

  private static int test(Path cases, Path report) {
    return new CommandLine(new Main())
        .execute(
            "test",
            cases.toString(),
            "--configs",
            HOME.resolve("configs").toString(),
            "--junit",
            report.toString());
  }
}
