package convergence.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import convergence.metadata.MetadataTables;
import convergence.port.Warehouse;
import convergence.standalone.demo.BillingExport;
import convergence.template.Binding;
import convergence.template.BindingRequest;
import convergence.template.QualityCheck;
import convergence.template.StepSpec;
import convergence.template.TemplateBinder;
import convergence.template.TemplateCatalog;
import convergence.tenant.TenantId;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The templates of configs/, bound and carried out on the embedded warehouse; sums are compared with what was
/// added up outside of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShippedTemplatesTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));
  private static final String TENANT = "acme_corp";
  private static final Duration LONG = Duration.ofMinutes(5);
  private ApplicationContext context;
  private Path files;
  private BillingExport.Month month;
  private int jobs;

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    context =
        Instance.open(
            folder, Map.of("convergence.configs-dir", HOME.resolve("configs").toString()));
    files = folder.resolve("files");
    var own = Files.createDirectories(files.resolve(TENANT));
    month = BillingExport.write(own.resolve(BillingExport.FILE), YearMonth.of(2026, 1), 42);
    context.getBean(MetadataTables.class).ensureCentral();
    context.getBean(MetadataTables.class).ensureTenant(TENANT);
    run("gcp", "cost", "load_billing_export", Map.of());
  }

  @AfterAll
  void close() {
    context.close();
  }

  /// Carries out a template's jobs and checks, in order; mails and waits are left out.
  private Binding run(
      String provider, String domain, String template, Map<String, Object> parameters) {
    var binding =
        context
            .getBean(TemplateBinder.class)
            .bind(
                new BindingRequest(
                    context.getBean(TemplateCatalog.class).get(provider, domain, template),
                    new TenantId(TENANT),
                    TENANT,
                    null,
                    Set.of(),
                    _ -> false,
                    parameters,
                    LocalDate.parse("2026-01-15")));
    for (var step : binding.plan().steps()) carryOut(step.spec(), binding);
    return binding;
  }

  private void carryOut(StepSpec spec, Binding binding) {
    var warehouse = context.getBean(Warehouse.class);
    var id = new JobId("test-" + jobs++);
    switch (spec) {
      case StepSpec.Transform step ->
          warehouse.run(
              new Job.Query(
                  id,
                  step.query(),
                  binding.variables(),
                  TENANT,
                  of(step.destination(), step.partitionVariable(), binding),
                  LONG));
      case StepSpec.FileLoad step ->
          warehouse.run(
              new Job.Load(
                  id,
                  files.resolve(TENANT).resolve(step.path()).toString(),
                  step.format(),
                  step.columns(),
                  step.destination(),
                  LONG));
      case StepSpec.Quality step -> {
        for (var check : step.checks())
          if (check instanceof QualityCheck.CustomSql custom)
            assertThat(
                    warehouse.query(custom.query(), binding.variables(), TENANT, 10, LONG).rows())
                .as(custom.name())
                .isEmpty();
      }
      case StepSpec.Noop _, StepSpec.Email _, StepSpec.Onboarding _ -> {}
    }
  }

  private static Destination of(
      Destination written, @Nullable String partitionVariable, Binding binding) {
    if (partitionVariable == null) return written;
    return new Destination(
        written.table(),
        written.mode(),
        written.mergeKeys(),
        written.partitionField(),
        java.util.Objects.requireNonNull(binding.variables().get(partitionVariable)).text(),
        written.recreate(),
        written.labels());
  }

  private List<List<@Nullable Object>> rows(String sql) {
    return context
        .getBean(Warehouse.class)
        .query(BoundSql.of(sql), Map.of(), TENANT, 10_000, LONG)
        .rows();
  }

  private @Nullable Object value(String sql) {
    return rows(sql).getFirst().getFirst();
  }

  private BigDecimal money(String sql) {
    return (BigDecimal) java.util.Objects.requireNonNull(value(sql));
  }

  @Test
  void daily_cost_adds_up_to_the_generated_files_and_a_day_run_twice_counts_once() {
    for (var day : month.days()) run("gcp", "cost", "billing_cost", Map.of("date", day.toString()));
    run("gcp", "cost", "billing_cost", Map.of("date", "2026-01-07"));
    assertThat(money("SELECT SUM(net_cost) FROM billing_cost_daily"))
        .isEqualByComparingTo(month.netCost());
    assertThat(value("SELECT SUM(line_items) FROM billing_cost_daily")).isEqualTo(month.rows());
    assertThat(value("SELECT COUNT(DISTINCT usage_date) FROM billing_cost_daily")).isEqualTo(32L);
    assertThat(value("SELECT COUNT(DISTINCT invoice_month) FROM billing_cost_daily")).isEqualTo(2L);
  }

  @Test
  void joining_the_credits_would_be_noticed() {
    assertThat(
            money(
                "SELECT SUM(CAST(cost AS NUMERIC) + CAST(IFNULL(c.amount, 0) AS NUMERIC)) FROM gcp_billing_export_resource_v1 LEFT JOIN UNNEST(credits) AS c"))
        .isNotEqualByComparingTo(month.netCost());
  }

  @Test
  void the_invoices_view_holds_all_cost_and_knows_what_crosses_months() {
    run("gcp", "cost", "cost_billing", Map.of());
    assertThat(money("SELECT SUM(net_cost) FROM billing_cost_by_invoice"))
        .isEqualByComparingTo(month.netCost());
    assertThat((Long) value("SELECT SUM(cross_over_line_items) FROM billing_cost_by_invoice"))
        .isPositive();
  }

  @Test
  void the_other_templates_tell_something_about_a_day() {
    run("gcp", "cost", "bill-sample-export-template", Map.of());
    run("gcp", "cost", "usage-analytics-template", Map.of());
    run("gcp", "cost", "cost-optimization-template", Map.of());
    run("gcp", "cost", "performance-metrics-template", Map.of());
    assertThat(
            money(
                "SELECT SUM(net_cost) - (SELECT SUM(net_cost) FROM usage_daily) FROM gcp_billing_export_transformed WHERE cost_type = 'regular'"))
        .isEqualByComparingTo("0");
    assertThat(rows("SELECT DISTINCT label_value FROM gcp_billing_export_transformed ORDER BY 1"))
        .contains(List.of("prod"));
    assertThat(rows("SELECT DISTINCT finding FROM cost_optimization_daily ORDER BY 1"))
        .containsExactly(
            List.of("commitment_candidate"),
            List.of("unassigned_cost"),
            List.of("unused_reservation"));
    assertThat(rows("SELECT * FROM pipeline_performance_daily")).isEmpty();
  }

  @Test
  void the_inventory_is_merged_and_not_repeated() {
    run("gcp", "cost", "resource-inventory-template", Map.of("date", "2026-01-10"));
    long before =
        (Long) java.util.Objects.requireNonNull(value("SELECT COUNT(*) FROM resource_inventory"));
    run("gcp", "cost", "resource-inventory-template", Map.of("date", "2026-01-31", "days", 5));
    assertThat(value("SELECT COUNT(*) FROM resource_inventory")).isEqualTo(before);
    assertThat(value("SELECT MAX(days_seen) FROM resource_inventory")).isEqualTo(5L);
  }

  /// Reads ../shared/data/focus-1.0-sample.csv; skipped where it is absent.
  @Test
  void a_focus_file_loaded_twice_counts_once_and_its_sums_are_exact() throws IOException {
    var sample = HOME.resolve("../shared/data/focus-1.0-sample.csv").normalize();
    assumeTrue(Files.exists(sample), "no " + sample);
    Files.copy(sample, files.resolve(TENANT).resolve("focus-1.0-sample.csv"));
    run("focus", "cost", "focus_load", Map.of());
    run("focus", "cost", "focus_load", Map.of());
    assertThat(value("SELECT COUNT(*) FROM focus_cost_and_usage")).isEqualTo(1000L);
    assertThat(value("SELECT COUNT(Tags) FROM focus_cost_and_usage")).isEqualTo(711L);
    assertThat(value("SELECT COUNT(*) FROM focus_cost_and_usage WHERE ChargeClass IS NULL"))
        .isEqualTo(1000L);
    // Sums of the file's own decimal texts.
    assertThat(money("SELECT SUM(billed_cost) FROM focus_cost_daily"))
        .isEqualTo(new BigDecimal("20.52022672899"));
    assertThat(money("SELECT SUM(list_cost) FROM focus_cost_daily"))
        .isEqualTo(new BigDecimal("20.39090575119"));
    assertThat(value("SELECT COUNT(*) FROM focus_cost_daily")).isEqualTo(268L);
  }
}
