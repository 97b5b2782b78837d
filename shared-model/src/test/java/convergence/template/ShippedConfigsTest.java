package convergence.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import convergence.port.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What lies in configs/ and benchmarks/configs/.
final class ShippedConfigsTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));

  private static TemplateCatalog catalog(String folder) {
    return new TemplateCatalog(HOME.resolve(folder), Clock.systemUTC());
  }

  @ParameterizedTest
  @ValueSource(strings = {"configs", "benchmarks/configs"})
  void every_shipped_template_loads_without_a_warning(String folder) {
    var catalog = catalog(folder);
    assertThat(catalog.faults()).isEmpty();
    assertThat(catalog.templates()).isNotEmpty();
    assertThat(catalog.templates())
        .allSatisfy(
            template -> assertThat(template.warnings()).as(template.key().file()).isEmpty());
  }

  @Test
  void the_templates_that_the_documents_name_are_there() {
    assertThat(catalog("configs").templates())
        .extracting(template -> template.key().toString())
        .contains(
            "gcp/cost/billing_cost",
            "gcp/cost/cost_billing",
            "gcp/cost/bill-sample-export-template",
            "gcp/cost/usage-analytics-template",
            "gcp/cost/cost-optimization-template",
            "gcp/cost/resource-inventory-template",
            "gcp/cost/performance-metrics-template",
            "gcp/cost/dryrun",
            "gcp/example/dryrun",
            "customer/onboarding-template");
  }

  @Test
  void both_dry_runs_have_the_same_steps() {
    var catalog = catalog("configs");
    assertThat(catalog.get("gcp", "cost", "dryrun").steps())
        .isEqualTo(catalog.get("gcp", "example", "dryrun").steps());
  }

  @Test
  void the_benchmarks_have_one_and_forty_steps() {
    var catalog = catalog("benchmarks/configs");
    assertThat(catalog.get("bench", "bench", "trivial").steps()).hasSize(1);
    assertThat(catalog.get("bench", "bench", "seq40").steps()).hasSize(40);
    assertThat(catalog.get("bench", "bench", "seq40").steps().getLast().dependsOn()).hasSize(1);
    assertThat(catalog.get("bench", "bench", "par40").steps())
        .hasSize(40)
        .allSatisfy(step -> assertThat(step.dependsOn()).isEmpty());
    assertThat(catalog.templates()).noneMatch(PipelineTemplate::needsWarehouse);
  }

  /// After a change of the shapes: `./mvnw -Pquick -pl shared-model test -Dtest=ShippedConfigsTest
  /// -Dconvergence.rewrite=true` writes the files anew.
  @Test
  void the_editors_schemas_are_those_of_the_loader() throws IOException {
    for (var each :
        List.of(
            Map.entry("template.schema.json", TemplateSchema.pipeline()),
            Map.entry("suite.schema.json", TemplateSchema.suite()))) {
      var file = HOME.resolve("configs").resolve(each.getKey());
      String text =
          Json.mapper()
                  .writer()
                  .with(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(each.getValue())
              + "\n";
      if (Boolean.getBoolean("convergence.rewrite")) Files.writeString(file, text);
      assertThat(Files.readString(file)).as(each.getKey()).isEqualTo(text);
    }
  }

  @Test
  void parameters_are_told_as_json_schema() {
    var schema =
        ParametersSchema.of(catalog("configs").get("gcp", "cost", "cost-optimization-template"));
    assertThat(Json.write(schema))
        .contains("\"date\":{\"type\":\"string\",\"format\":\"date\"")
        .contains("\"min_cost\":{\"type\":[\"number\",\"null\"]")
        .contains("\"additionalProperties\":false");
  }
}
