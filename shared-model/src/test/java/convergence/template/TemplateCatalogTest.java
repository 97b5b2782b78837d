package convergence.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplateCatalogTest {
  private static final String GOOD = "steps:\n  - step_id: a\n    ps_type: shared.noop\n";
  private static final TenantId ACME = new TenantId("acme");
  @TempDir Path folder;
  private Configs configs;

  @BeforeEach
  void open() {
    configs = new Configs(folder);
  }

  @Test
  void the_example_of_seed_004_loads() {
    var template =
        configs.template(
            """
            # configs/gcp/cost/cost_billing.yml
            pipeline_id: "{tenant_id}_gcp_cost_billing"
            description: "Extract billing for {tenant_id}"
            variables:
              source_table: "billing_export"
              destination_dataset_type: "gcp_silver_cost"
            steps:
              - step_id: "extract"
                ps_type: "gcp.bq_etl"        # Processor type
                source:
                  query: "SELECT * FROM {source_table} WHERE date='{date}'"
                destination:
                  table: "billing_cost_daily"
              - step_id: "notify_failure"
                ps_type: "notify_systems.email_notification"
                trigger: "on_failure"
                to_emails: ["{admin_email}"]
            """);
    assertThat(template.pipelineIdFor(ACME)).isEqualTo("acme_gcp_cost_billing");
    assertThat(template.steps().getFirst().body()).isInstanceOf(StepTemplate.Transform.class);
    assertThat(template.steps().getLast().dependsOn()).containsExactly("extract");
    assertThat(template.warnings()).extracting("line").containsExactly(9, 15);
  }

  @Test
  void the_example_of_seed_002_loads_and_is_told_what_is_deprecated() {
    var template =
        configs.template(
            """
            # Template: configs/gcp/cost/bill-sample-export-template.yml
            pipeline_name: "{pipeline_id}"
            steps:
              - name: "extract_billing_data"
                output:
                  dataset: "{tenant_id}"
                  table: "gcp_billing_export_transformed"
            """);
    assertThat(template.pipelineIdFor(ACME)).isEqualTo("acme-gcp-cost-t");
    assertThat(template.steps().getFirst().stepId()).isEqualTo("extract_billing_data");
    assertThat(template.warnings())
        .extracting("pointer")
        .containsExactlyInAnyOrder(
            "pipeline_name", "steps[0].name", "steps[0].output", "steps[0].ps_type");
  }

  @Test
  void a_template_that_does_not_exist_is_not_found_by_its_file() {
    assertThatThrownBy(() -> configs.catalog.get("gcp", "cost", "nope"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.refusal())
                    .isEqualTo(
                        new Refusal.NotFound("There is no template configs/gcp/cost/nope.yml.")));
  }

  @Test
  void a_broken_template_leaves_the_others_working() {
    configs.write("gcp/cost/good.yml", GOOD).write("gcp/cost/t.yml", "steps: [");
    assertThat(configs.catalog.get("GCP", "Cost", "good").steps()).hasSize(1);
    assertThat(configs.refusal().file()).isEqualTo("configs/gcp/cost/t.yml");
    assertThat(configs.catalog.faults())
        .singleElement()
        .extracting("keepsLastGood")
        .isEqualTo(false);
  }

  @Test
  void an_edited_file_is_seen_after_a_second() {
    var first = configs.template(GOOD);
    configs.write("gcp/cost/t.yml", GOOD + "    sleep_ms: 5\n");
    assertThat(configs.catalog.get(Configs.T)).isSameAs(first);
    configs.secondsPass(1);
    assertThat(configs.catalog.get(Configs.T).steps().getFirst().body())
        .isEqualTo(new StepTemplate.Noop(5));
  }

  @Test
  void an_untouched_file_stays_the_same_object() {
    var first = configs.template(GOOD);
    configs.secondsPass(1);
    configs.write("gcp/cost/other.yml", GOOD);
    assertThat(configs.catalog.get(Configs.T)).isSameAs(first);
    assertThat(configs.catalog.templates()).hasSize(2);
  }

  @Test
  void a_bad_new_version_keeps_the_last_good_one_until_it_is_mended() {
    var first = configs.template(GOOD);
    configs.write("gcp/cost/t.yml", "stps: []");
    configs.secondsPass(1);
    assertThat(configs.catalog.get(Configs.T)).isSameAs(first);
    assertThat(configs.catalog.faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.keepsLastGood()).isTrue();
              assertThat(fault.file()).isEqualTo("configs/gcp/cost/t.yml");
            });
    configs.write("gcp/cost/t.yml", GOOD);
    configs.secondsPass(1);
    assertThat(configs.catalog.get(Configs.T).steps()).hasSize(1);
    assertThat(configs.catalog.faults()).isEmpty();
  }

  @Test
  void a_deleted_file_is_gone() throws IOException {
    configs.template(GOOD);
    Files.delete(folder.resolve("gcp/cost/t.yml"));
    configs.secondsPass(1);
    assertThatThrownBy(() -> configs.catalog.get(Configs.T)).isInstanceOf(RefusedException.class);
  }

  @Test
  void an_edited_suite_makes_a_new_template() {
    configs.write("gcp/cost/dq/s.yml", suite(1));
    var first =
        configs.template(
            "steps:\n  - step_id: a\n    ps_type: gcp.data_quality\n    dq_config: gcp/cost/dq/s.yml\n");
    configs.write("gcp/cost/dq/s.yml", suite(20));
    configs.secondsPass(1);
    var second = configs.catalog.get(Configs.T);
    assertThat(second.contentHash()).isNotEqualTo(first.contentHash());
    assertThat(second.steps()).isNotEqualTo(first.steps());
  }

  private static String suite(int min) {
    return "target_table: x\nexpectations:\n  - {type: row_count, min: " + min + "}\n";
  }

  @Test
  void two_templates_with_one_pipeline_id_are_refused_and_the_first_keeps_it() {
    String id = "pipeline_id: '{tenant_id}-one'\n";
    configs.write("gcp/cost/a.yml", id + GOOD).write("gcp/cost/t.yml", "# two\n" + id + GOOD);
    assertThat(configs.catalog.get("gcp", "cost", "a").steps()).hasSize(1);
    assertThat(configs.refusal().errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.line()).isEqualTo(2);
              assertThat(error.detail()).contains("configs/gcp/cost/a.yml");
            });
    configs.write("gcp/cost/0.yml", id + GOOD);
    configs.secondsPass(1);
    assertThat(configs.catalog.get("gcp", "cost", "a").steps()).hasSize(1);
  }

  @Test
  void a_pipeline_id_is_looked_up_and_never_split() {
    configs.write("gcp/cost/a-b.yml", GOOD).write("customer/onboarding-template.yml", GOOD);
    assertThat(configs.catalog.byPipelineId(ACME, "acme-gcp-cost-a-b"))
        .contains(new TemplateKey("gcp", "cost", "a-b"));
    assertThat(configs.catalog.byPipelineId(ACME, "acme-customer-onboarding-template"))
        .contains(TemplateKey.ofCustomer("onboarding-template"));
    assertThat(configs.catalog.byPipelineId(new TenantId("other"), "acme-gcp-cost-a-b")).isEmpty();
  }

  @Test
  void a_link_out_of_the_folder_is_refused(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("secret.yml"), GOOD);
    Files.createDirectories(folder.resolve("gcp/cost"));
    Files.createSymbolicLink(folder.resolve("gcp/cost/t.yml"), elsewhere.resolve("secret.yml"));
    assertThat(configs.refusal().errors().getFirst().detail())
        .contains("link that leaves configs/");
  }

  @Test
  void a_missing_folder_is_a_fault_and_no_crash() {
    var none = new Configs(folder.resolve("none"));
    assertThat(none.catalog.templates()).isEmpty();
    assertThat(none.catalog.faults()).hasSize(1);
  }
}
