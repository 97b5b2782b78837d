package convergence.worker.step;

import convergence.port.Fact;
import convergence.port.Json;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.template.QualityCheck;
import convergence.template.StepSpec;
import convergence.warehouse.TableSchema;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `gcp.data_quality`: one scan of the table for all checks of a suite, custom SQL beside it.
@Singleton
final class QualityProcessor implements StepProcessor<StepSpec.Quality> {
  /// Rows of a custom check that are counted.
  private static final int COUNTED = 1000;

  private final Warehouse warehouse;

  QualityProcessor(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  @Override
  public Class<StepSpec.Quality> spec() {
    return StepSpec.Quality.class;
  }

  @Override
  public StepResult run(StepSpec.Quality spec, StepContext context) {
    var schema =
        warehouse
            .schemas()
            .find(spec.table())
            .orElseThrow(
                () ->
                    new Fault.Permanent(
                        "table_not_found", "Table %s does not exist.".formatted(spec.table())));
    var looked = look(spec, schema, context);
    String status = QualityFinding.overall(looked.findings());
    var failed = looked.findings().stream().filter(QualityFinding::failed).toList();
    var facts = List.of(row(spec, looked.findings(), failed, status, context));
    Map<String, Object> metadata =
        Map.of(
            "overall_status",
            status,
            "expectations_passed",
            looked.findings().size() - failed.size(),
            "expectations_failed",
            failed.size());
    if (spec.failOnError() && status.equals("FAIL"))
      return new StepResult.Failed(
          "data_quality", sentence(looked.findings(), failed), looked.rows(), metadata, facts);
    return new StepResult.Done(looked.rows(), 0, metadata, facts);
  }

  private record Looked(long rows, List<QualityFinding> findings) {}

  private Looked look(StepSpec.Quality spec, TableSchema schema, StepContext context) {
    var scan = new QualityScan(spec.table(), schema);
    var columns = spec.checks().stream().map(scan::add).toList();
    Instant now = context.now();
    List<@Nullable Object> answers = List.of();
    if (columns.stream().anyMatch(c -> c >= 0))
      answers = context.query(scan.sql(), scan.values(), 1).rows().getFirst();
    var findings = new ArrayList<QualityFinding>();
    for (int i = 0; i < columns.size(); i++) {
      var check = spec.checks().get(i);
      findings.add(
          check instanceof QualityCheck.CustomSql own
              ? ask(own, context)
              : QualityFinding.of(check, answers.get(columns.get(i)), now));
    }
    return new Looked(answers.isEmpty() ? 0 : rows(answers), findings);
  }

  private static QualityFinding ask(QualityCheck.CustomSql check, StepContext context) {
    var answer = context.query(check.query(), context.run().variables(), COUNTED);
    return QualityFinding.custom(check, answer.rows().size(), answer.truncated());
  }

  private static long rows(List<@Nullable Object> answers) {
    return answers.getFirst() instanceof Number n ? n.longValue() : 0;
  }

  private static Fact row(
      StepSpec.Quality spec,
      List<QualityFinding> all,
      List<QualityFinding> failed,
      String status,
      StepContext context) {
    var run = context.run();
    Instant now = context.now();
    var row = new HashMap<String, Object>();
    row.put("dq_result_id", resultId(context).toString());
    row.put("pipeline_logging_id", run.id().toString());
    row.put("tenant_id", run.tenant().value());
    row.put("target_table", spec.table().toString());
    row.put("dq_config_id", spec.dqConfigId());
    row.put("executed_at", now);
    row.put("expectations_passed", (long) all.size() - failed.size());
    row.put("expectations_failed", (long) failed.size());
    row.put(
        "failed_expectations", Json.write(failed.stream().map(QualityProcessor::told).toList()));
    row.put("overall_status", status);
    row.put("ingestion_date", LocalDate.ofInstant(now, ZoneOffset.UTC));
    // Written in the transaction that ends the step, hence once: there is no other version.
    row.put("row_seq", 1L);
    return new Fact(run.dataset(), "x_meta_dq_results_rows", row);
  }

  /// The same for the same run and step, whoever writes it.
  private static UUID resultId(StepContext context) {
    return UUID.nameUUIDFromBytes((context.stableId() + "/dq").getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> told(QualityFinding finding) {
    return Map.of(
        "name",
        finding.name(),
        "type",
        finding.type(),
        "severity",
        finding.severity().name(),
        "finding",
        String.valueOf(finding.problem()));
  }

  private static String sentence(List<QualityFinding> all, List<QualityFinding> failed) {
    return failed.stream()
        .map(f -> f.name() + " (" + f.problem() + ")")
        .collect(
            Collectors.joining("; ", failed.size() + " of " + all.size() + " checks failed: ", ""));
  }
}
