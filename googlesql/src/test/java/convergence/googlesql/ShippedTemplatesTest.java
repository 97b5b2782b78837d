package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.template.Binding;
import convergence.template.BindingRequest;
import convergence.template.PipelineTemplate;
import convergence.template.StepSpec;
import convergence.template.TemplateBinder;
import convergence.template.TemplateCatalog;
import convergence.tenant.TenantId;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The templates in configs/, bound by ZetaSQL against the tables that they read.
final class ShippedTemplatesTest {
  private static final Path HOME = Path.of(System.getProperty("convergence.home", ".."));
  private static final TemplateCatalog CATALOG =
      new TemplateCatalog(HOME.resolve("configs"), Clock.systemUTC());
  private static final ZetaSql ZETASQL = new ZetaSql();
  private static final Statements STATEMENTS = new GoogleSqlStatements(ZETASQL);

  private final Map<TableRef, TableSchema> tables = new HashMap<>();
  private final Schemas schemas =
      new Schemas() {
        @Override
        public Optional<TableSchema> find(TableRef table) {
          return Optional.ofNullable(tables.get(table));
        }

        @Override
        public long version() {
          return tables.size();
        }
      };
  private final TemplateBinder binder =
      new TemplateBinder((Supplier<Statements>) () -> STATEMENTS, () -> schemas);

  @AfterAll
  static void close() {
    ZETASQL.close();
  }

  @BeforeEach
  void load() {
    for (var step : bind(CATALOG.get("gcp", "cost", "load_billing_export")).plan().steps())
      if (step.spec() instanceof StepSpec.FileLoad load)
        tables.put(
            load.destination().table(),
            TableSchema.of(java.util.Objects.requireNonNull(load.columns())));
    table(
        "x_meta_pipeline_runs",
        Column.of("pipeline_logging_id", SqlType.STRING),
        Column.of("pipeline_id", SqlType.STRING),
        Column.of("status", SqlType.STRING),
        Column.of("start_time", SqlType.TIMESTAMP),
        Column.of("duration_ms", SqlType.INT64));
    table(
        "x_meta_step_logs",
        Column.of("pipeline_logging_id", SqlType.STRING),
        Column.of("step_name", SqlType.STRING),
        Column.of("step_type", SqlType.STRING),
        Column.of("status", SqlType.STRING),
        Column.of("duration_ms", SqlType.INT64),
        Column.of("rows_processed", SqlType.INT64));
  }

  private void table(String name, Column... columns) {
    tables.put(TableRef.of("acme_corp", name), TableSchema.of(List.of(columns)));
  }

  private Binding bind(PipelineTemplate template) {
    return binder.bind(
        new BindingRequest(
            template,
            new TenantId("acme_corp"),
            "acme_corp",
            "admin@acme.example",
            Set.of(),
            _ -> false,
            Map.of(),
            LocalDate.parse("2026-01-15")));
  }

  static List<PipelineTemplate> shipped() {
    return CATALOG.templates();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void every_shipped_template_binds_within_the_tenants_dataset(PipelineTemplate template) {
    var plan = bind(template).plan();
    assertThat(plan.steps()).hasSameSizeAs(template.steps());
    assertThat(plan.hash()).hasSize(64);
  }

  @Test
  void one_plan_of_billing_cost_serves_every_day_and_carries_the_date() {
    var template = CATALOG.get("gcp", "cost", "billing_cost");
    var binding = bind(template);
    assertThat(binding.variables())
        .isEqualTo(Map.of("date", SqlValue.of(LocalDate.parse("2026-01-15"))));
    assertThat(bind(template).plan()).isSameAs(binding.plan());
    var step = (StepSpec.Transform) binding.plan().steps().getFirst().spec();
    assertThat(step.partitionVariable()).isEqualTo("date");
    assertThat(step.destination().table())
        .isEqualTo(TableRef.of("acme_corp", "billing_cost_daily"));
  }

  @Test
  void the_example_of_the_documentation_loads_and_binds(@TempDir Path folder) throws IOException {
    var blocks =
        Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(HOME.resolve("docs/pipelines.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    Files.createDirectories(folder.resolve("gcp/cost/dq"));
    Files.writeString(folder.resolve("gcp/cost/dq/doc.yml"), blocks.getLast());
    Files.writeString(
        folder.resolve("gcp/cost/doc.yml"),
        blocks.getFirst()
            + "  - {step_id: check, ps_type: gcp.data_quality, dq_config: gcp/cost/dq/doc.yml}\n");
    var catalog = new TemplateCatalog(folder, Clock.systemUTC());
    assertThat(catalog.faults()).isEmpty();
    assertThat(bind(catalog.get("gcp", "cost", "doc")).plan().steps()).hasSize(3);
  }
}
