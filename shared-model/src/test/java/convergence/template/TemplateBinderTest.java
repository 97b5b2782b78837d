package convergence.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import convergence.port.Json;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateBinderTest {
  private static final LocalDate TODAY = LocalDate.parse("2025-03-01");
  @TempDir Path folder;
  private Configs configs;
  private final PlainStatements statements = new PlainStatements();
  private final Map<TableRef, TableSchema> tables = new HashMap<>();
  private long version = 1;
  private final Schemas schemas =
      new Schemas() {
        @Override
        public Optional<TableSchema> find(TableRef table) {
          return Optional.ofNullable(tables.get(table));
        }

        @Override
        public long version() {
          return version;
        }
      };
  private final TemplateBinder binder = new TemplateBinder(() -> statements, () -> schemas);

  @BeforeEach
  void open() {
    configs = new Configs(folder);
    tables.put(TableRef.of("acme_corp", "billing"), table("cost", SqlType.NUMERIC));
    tables.put(TableRef.of("rival", "billing"), table("cost", SqlType.NUMERIC));
    tables.put(TableRef.of("shared", "rates"), table("rate", SqlType.NUMERIC));
  }

  private static TableSchema table(String column, SqlType type) {
    return TableSchema.of(List.of(Column.of(column, type)));
  }

  private Binding bind(String text, Map<String, Object> body) {
    configs.write("gcp/cost/t.yml", text);
    configs.secondsPass(1);
    return bind(configs.catalog.get(Configs.T), body, Set.of());
  }

  private Binding bind(PipelineTemplate template, Map<String, Object> body, Set<String> sources) {
    return binder.bind(
        new BindingRequest(
            template,
            new TenantId("Acme-Corp"),
            "acme_corp",
            null,
            sources,
            "rival"::equals,
            body,
            TODAY));
  }

  private Refusal refused(String text, Map<String, Object> body) {
    return catchThrowableOfType(RefusedException.class, () -> bind(text, body)).refusal();
  }

  private static String query(String sql) {
    return """
    steps:
      - step_id: a
        ps_type: gcp.bigquery_to_bigquery
        source:
          query: |
            %s
        destination: {table: out}
    """
        .formatted(sql);
  }

  private static String noop(String head) {
    return head + "\nsteps:\n  - {step_id: a, ps_type: shared.noop}\n";
  }

  @Test
  void a_template_of_waits_touches_no_warehouse() {
    Supplier<Statements> noSql =
        () -> {
          throw new AssertionError("no SQL here");
        };
    Supplier<Schemas> noWarehouse =
        () -> {
          throw new AssertionError("no warehouse here");
        };
    var alone = new TemplateBinder(noSql, noWarehouse);
    var template = configs.template(noop("parameters: {n: ''}"));
    var request =
        new BindingRequest(
            template,
            new TenantId("acme"),
            "acme",
            null,
            Set.of(),
            _ -> false,
            Map.of("n", "x"),
            TODAY);
    var binding = alone.bind(request);
    assertThat(binding.parameters()).isEqualTo(Map.of("date", "2025-03-01", "n", "x"));
    assertThat(binding.variables()).isEmpty();
    assertThat(alone.bind(request).plan()).isSameAs(binding.plan());
  }

  @Test
  void a_value_travels_beside_the_plan_and_a_name_within_it() {
    String text =
        query("SELECT CAST({date} AS DATE) AS d, {n} AS n FROM {t}")
            + "parameters: {n: 5}\nvariables: {t: billing}\n";
    var binding = bind(text, Map.of("n", 7, "date", "2025-01-31"));
    var step = (StepSpec.Transform) binding.plan().steps().getFirst().spec();
    assertThat(step.query().text().strip())
        .isEqualTo("SELECT CAST(@date AS DATE) AS d, @n AS n FROM `billing`");
    assertThat(binding.variables())
        .isEqualTo(
            Map.of("date", SqlValue.of(LocalDate.parse("2025-01-31")), "n", SqlValue.of(7L)));
    assertThat(binding.parameters()).isEqualTo(Map.of("date", "2025-01-31", "n", 7L));
    assertThat(binding.plan().pipelineId()).isEqualTo("Acme-Corp-gcp-cost-t");
  }

  @Test
  void the_plan_is_worked_out_once_for_all_dates_and_anew_for_new_schemas() {
    var template = configs.template(query("SELECT CAST({date} AS DATE) AS d FROM billing"));
    var first = bind(template, Map.of(), Set.of());
    int binds = statements.binds.get();
    var second = bind(template, Map.of("date", "2024-01-01"), Set.of());
    assertThat(second.plan()).isSameAs(first.plan());
    assertThat(statements.binds.get()).isEqualTo(binds);
    assertThat(second.variables()).isNotEqualTo(first.variables());
    version++;
    assertThat(bind(template, Map.of(), Set.of()).plan()).isEqualTo(first.plan());
    assertThat(statements.binds.get()).isGreaterThan(binds);
  }

  @Test
  void a_parameter_that_stands_as_a_name_makes_another_plan() {
    String text = query("SELECT 1 AS x FROM {t}") + "parameters: {t: billing}\n";
    tables.put(TableRef.of("acme_corp", "other"), table("cost", SqlType.NUMERIC));
    var one = bind(text, Map.of()).plan();
    var two = bind(text, Map.of("t", "other")).plan();
    assertThat(one.hash()).isNotEqualTo(two.hash());
    assertThat(refused(text, Map.of("t", "x; DROP")))
        .isInstanceOfSatisfying(
            Refusal.BadRequest.class,
            bad -> assertThat(bad.errors().getFirst().pointer()).isEqualTo("/t"));
  }

  @Test
  void a_plan_survives_its_own_json() {
    configs.write(
        "gcp/cost/dq/s.yml",
        """
        target_table: out
        expectations:
          - {type: not_null, column: d}
          - {type: custom_sql, query: 'SELECT 1 AS x FROM out'}
        """);
    var plan =
        bind(
                """
                labels: {team: finops, cost: a}
                steps:
                  - step_id: a
                    ps_type: gcp.bigquery_to_bigquery
                    source: {query: 'SELECT CAST({date} AS DATE) AS d FROM billing'}
                    destination: {table: out, partition_field: d, dataset_type: gcp}
                  - {step_id: b, ps_type: gcp.data_quality, dq_config: gcp/cost/dq/s.yml}
                  - {step_id: c, ps_type: shared.email_notification, to_emails: ["{admin_email}"], trigger: on_failure}
                  - {step_id: d, ps_type: customer.onboarding, tables: [x_meta_step_logs]}
                """,
                Map.of())
            .plan();
    assertThat(Json.read(Json.write(plan), PipelinePlan.class)).isEqualTo(plan);
    assertThat(plan.hash()).matches("[0-9a-f]{64}");
    assertThat(plan.variables()).containsExactly("date");
    assertThat(((StepSpec.Transform) plan.steps().getFirst().spec()).partitionVariable())
        .isEqualTo("date");
    assertThat(((StepSpec.Email) plan.steps().get(2).spec()).to()).isEmpty();
    assertThat(plan.steps().get(2).dependsOn()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2025-02-30", "2025-1-1", "2025-01-01'", "' OR 1=1 --", "", "today", "0000-01-01"})
  void a_date_that_is_none_names_date(String date) {
    assertThat(refused(noop(""), Map.of("date", date)))
        .isInstanceOfSatisfying(
            Refusal.BadRequest.class,
            bad -> assertThat(bad.errors().getFirst().pointer()).isEqualTo("/date"));
  }

  @Test
  void a_body_sets_declared_parameters_only_and_all_faults_are_told() {
    String text =
        noop(
            """
            parameters:
              region: eu
              days: {type: INT64, min: 1, max: 31, default: 7}
              mode: {enum: [fast, slow], default: fast}
              day: {type: DATE}
              must: {required: true}
            variables: {fixed: 1}
            """);
    var body = new HashMap<String, Object>();
    body.put("regoin", "x");
    body.put("tenant_id", "rival");
    body.put("fixed", 2);
    body.put("days", 32);
    body.put("mode", "other");
    body.put("day", "x");
    body.put("a/b~", 1);
    assertThat(refused(text, body))
        .isInstanceOfSatisfying(
            Refusal.BadRequest.class,
            bad -> {
              assertThat(bad.errors())
                  .extracting("pointer")
                  .containsExactlyInAnyOrder(
                      "/regoin",
                      "/tenant_id",
                      "/fixed",
                      "/days",
                      "/mode",
                      "/day",
                      "/a~1b~0",
                      "/must");
              assertThat(bad.errors())
                  .anySatisfy(e -> assertThat(e.detail()).contains("did you mean 'region'?"));
            });
    assertThat(bind(text, Map.of("must", "y", "days", "3")).parameters())
        .isEqualTo(
            Map.of("date", "2025-03-01", "region", "eu", "days", 3L, "mode", "fast", "must", "y"));
  }

  @Test
  void json_values_become_the_declared_type_or_are_refused() {
    String text =
        noop("parameters: {s: a, i: 1, n: 1.5, b: true, f: {type: FLOAT64}, t: {type: TIMESTAMP}}");
    assertThat(
            bind(
                    text,
                    Map.of(
                        "i",
                        new BigDecimal("3.0"),
                        "n",
                        0.1,
                        "b",
                        "FALSE",
                        "f",
                        2,
                        "t",
                        "2025-01-01T01:00:00+01:00"))
                .parameters())
        .containsEntry("i", 3L)
        .containsEntry("n", new BigDecimal("0.1"))
        .containsEntry("b", false)
        .containsEntry("f", 2.0)
        .containsEntry("t", "2025-01-01T00:00:00Z");
    for (var wrong :
        List.<Map<String, Object>>of(
            Map.of("s", 5),
            Map.of("s", "\ud800"),
            Map.of("i", 1.5),
            Map.of("i", "9223372036854775808"),
            Map.of("n", "1e999999999"),
            Map.of("n", "0.1234567891"),
            Map.of("b", 1),
            Map.of("f", Double.NaN),
            Map.of("t", "2025-01-01"),
            Map.of("s", List.of("a"))))
      assertThat(refused(text, wrong)).isInstanceOf(Refusal.BadRequest.class);
  }

  @Test
  void a_table_of_another_tenant_or_of_the_system_is_out_of_bounds() {
    for (String table : List.of("rival.billing", "tenants.tenant_profiles", "nobody.nothing"))
      assertThat(refused(query("SELECT 1 AS x FROM " + table), Map.of()))
          .isInstanceOfSatisfying(
              Refusal.OutOfBounds.class,
              no -> assertThat(no.errors().getFirst().detail()).contains("step 'a'", table));
  }

  @Test
  void a_source_must_be_named_and_a_tenants_dataset_is_never_one() {
    String sql = query("SELECT 1 AS x FROM shared.rates");
    assertThat(refused(sql, Map.of())).isInstanceOf(Refusal.OutOfBounds.class);
    assertThat(bind(sql + "sources: [shared.rates]\n", Map.of()).plan().steps()).hasSize(1);
    assertThat(bind(configs.template(sql), Map.of(), Set.of("shared.*")).plan().steps()).hasSize(1);
    assertThat(
            refused(
                query("SELECT 1 AS x FROM rival.billing") + "sources: [rival.billing]\n", Map.of()))
        .isInstanceOf(Refusal.OutOfBounds.class);
  }

  @Test
  void a_missing_table_is_told_with_step_and_line() {
    assertThat(refused(query("SELECT 1 AS x FROM nothing"), Map.of()))
        .isInstanceOfSatisfying(
            Refusal.BadTemplate.class,
            bad -> {
              assertThat(bad.file()).isEqualTo("configs/gcp/cost/t.yml");
              assertThat(bad.errors().getFirst().line()).isEqualTo(6);
              assertThat(bad.errors().getFirst().detail())
                  .contains("step 'a' reads acme_corp.nothing, which does not exist");
            });
  }

  @Test
  void a_later_step_sees_what_earlier_steps_will_have_made() {
    String text =
        """
        steps:
          - step_id: load
            ps_type: shared.file_to_table
            source: {path: "in/{date}.csv", schema: [{name: d, type: DATE}, {name: c, type: NUMERIC}]}
            destination: {table: raw}
          - step_id: a
            ps_type: gcp.bigquery_to_bigquery
            source: {table: raw}
            destination: {table: out, partition_field: d, partition: "all"}
          - step_id: b
            ps_type: gcp.bigquery_to_bigquery
            depends_on: %s
            source: {query: SELECT * FROM out}
            destination: {table: last, write_mode: merge, merge_keys: [d]}
        """;
    var plan = bind(text.formatted("[a]"), Map.of()).plan();
    assertThat(((StepSpec.FileLoad) plan.steps().getFirst().spec()).path())
        .isEqualTo("in/2025-03-01.csv");
    assertThat(refused(text.formatted("[load]"), Map.of())).isInstanceOf(Refusal.BadTemplate.class);
    assertThat(
            refused(text.formatted("[a]").replace("merge_keys: [d]", "merge_keys: [id]"), Map.of()))
        .isInstanceOf(Refusal.BadTemplate.class);
    assertThat(
            refused(
                text.formatted("[a]").replace("partition_field: d", "partition_field: c"),
                Map.of()))
        .isInstanceOf(Refusal.BadTemplate.class);
  }

  @Test
  void a_file_whose_columns_nobody_knows_cannot_be_read_by_the_same_plan() {
    String text =
        """
        steps:
          - {step_id: load, ps_type: shared.file_to_table, source: {path: a.csv}, destination: {table: raw}}
          - {step_id: a, ps_type: gcp.bigquery_to_bigquery, source: {table: raw}, destination: {table: out}}
        """;
    assertThat(refused(text, Map.of()))
        .isInstanceOfSatisfying(
            Refusal.BadTemplate.class,
            bad -> assertThat(bad.errors().getFirst().detail()).contains("give the schema"));
  }

  @Test
  void a_path_or_name_from_the_request_cannot_leave_its_place() {
    String text =
        """
        parameters: {p: a, t: raw}
        steps:
          - {step_id: load, ps_type: shared.file_to_table, source: {path: "in/{p}.csv"}, destination: {table: "{t}"}}
        """;
    for (var body :
        List.<Map<String, Object>>of(
            Map.of("p", "../../x"),
            Map.of("p", "x/../y"),
            Map.of("t", "x_meta_step_logs"),
            Map.of("t", "a.b"),
            Map.of("t", "a`b")))
      assertThat(refused(text, body))
          .isInstanceOfSatisfying(
              Refusal.BadRequest.class,
              bad ->
                  assertThat(bad.errors().getFirst().pointer())
                      .isEqualTo("/" + body.keySet().iterator().next()));
  }

  @Test
  void a_statement_that_is_no_query_is_refused() {
    assertThat(refused(query("DELETE FROM billing"), Map.of()))
        .isInstanceOf(Refusal.BadTemplate.class);
  }

  @Test
  void braces_in_a_value_stay_braces() {
    String text =
        """
        parameters: {p: "{tenant_id}"}
        steps:
          - {step_id: a, ps_type: shared.email_notification, to_emails: a@b.co, subject: "{p} {{p}}", body: x}
        """;
    assertThat(((StepSpec.Email) bind(text, Map.of()).plan().steps().getFirst().spec()).subject())
        .isEqualTo("Acme-Corp {p}");
    assertThat(
            ((StepSpec.Email)
                    bind(text, Map.of("p", "{date} $1 \\ {{")).plan().steps().getFirst().spec())
                .subject())
        .isEqualTo("{date} $1 \\ {{ {p}");
  }

  @Test
  void the_old_dialect_without_a_source_loads_and_is_refused_when_bound() {
    assertThat(refused("steps:\n  - name: a\n    output: {table: t}\n", Map.of()))
        .isInstanceOfSatisfying(
            Refusal.BadTemplate.class,
            bad -> assertThat(bad.errors().getFirst().detail()).contains("source is missing"));
  }
}
