package convergence.gateway;

import convergence.edge.Problem;
import convergence.template.ParametersSchema;
import convergence.template.PipelineTemplate;
import convergence.template.StepTemplate;
import convergence.template.TemplateFault;
import convergence.tenant.TenantId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template of the catalogue, as one tenant may run it.
///
/// @param status `ok`; `stale`: the file is broken, its last good version is in service; `broken`: it cannot run
/// @param parameters JSON Schema of a run's body; null: broken
/// @param faults of the newest version of the file
public record TemplateDocument(
    String template,
    String provider,
    String domain,
    String file,
    String status,
    @Nullable String pipelineId,
    @Nullable String description,
    @Nullable String schedule,
    @Nullable Map<String, Object> parameters,
    List<Step> steps,
    List<Problem.Wrong> warnings,
    List<Problem.Wrong> faults) {
  /// One step's name and type.
  public record Step(String stepId, String psType) {
    static Step of(StepTemplate step) {
      String psType =
          switch (step.body()) {
            case StepTemplate.Noop _ -> "shared.noop";
            case StepTemplate.Transform _ -> "gcp.bigquery_to_bigquery";
            case StepTemplate.FileLoad _ -> "shared.file_to_table";
            case StepTemplate.Quality _ -> "gcp.data_quality";
            case StepTemplate.Email _ -> "shared.email_notification";
            case StepTemplate.Onboarding _ -> "customer.onboarding";
          };
      return new Step(step.stepId(), psType);
    }
  }

  static TemplateDocument of(
      PipelineTemplate template, TenantId tenant, @Nullable TemplateFault fault) {
    var key = template.key();
    return new TemplateDocument(
        key.toString(),
        key.provider(),
        key.domain(),
        key.file(),
        fault == null ? "ok" : "stale",
        template.pipelineIdFor(tenant),
        template.description(),
        template.schedule(),
        ParametersSchema.of(template),
        template.steps().stream().map(Step::of).toList(),
        template.warnings().stream().map(Problem.Wrong::of).toList(),
        fault == null ? List.of() : fault.errors().stream().map(Problem.Wrong::of).toList());
  }

  static TemplateDocument broken(TemplateFault fault) {
    var key = fault.key();
    return new TemplateDocument(
        key.toString(),
        key.provider(),
        key.domain(),
        fault.file(),
        "broken",
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        fault.errors().stream().map(Problem.Wrong::of).toList());
  }
}
