package convergence.template;

import convergence.problem.FieldError;
import convergence.tenant.TenantId;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A good template: YAML with holes, checked.
///
/// @param contentHash SHA-256 of the file and of the suites that it names, hex
/// @param pipelineId text with holes
/// @param idLine line of the file in which pipeline_id stands, 1 where it does not
/// @param schedule default cron of a schedule created without one; null: none
/// @param parameters what a request may set, by name, in the file's order
/// @param variables fixed values, by name, in the file's order
/// @param sources `[project.]dataset.table` outside of the tenant's dataset, `*` may end one
/// @param warnings what is deprecated in it
public record PipelineTemplate(
    TemplateKey key,
    String contentHash,
    String pipelineId,
    int idLine,
    String description,
    @Nullable String schedule,
    int timeoutMinutes,
    Map<String, ParameterSpec> parameters,
    Map<String, Constant> variables,
    Set<String> sources,
    Map<String, String> labels,
    List<StepTemplate> steps,
    List<FieldError> warnings) {
  static final String DEFAULT_ID = "{pipeline_id}";

  public PipelineTemplate {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    variables = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    sources = Set.copyOf(sources);
    labels = Map.copyOf(labels);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /// A fixed value.
  ///
  /// @param text canonical; may hold variables when STRING
  public record Constant(convergence.warehouse.SqlType type, @Nullable String text) {}

  PipelineTemplate withHash(String hash) {
    return new PipelineTemplate(
        key,
        hash,
        pipelineId,
        idLine,
        description,
        schedule,
        timeoutMinutes,
        parameters,
        variables,
        sources,
        labels,
        steps,
        warnings);
  }

  /// The pipeline id of a tenant. Ids are computed and looked up, never split.
  public String pipelineIdFor(TenantId tenant) {
    return idFor(tenant.value());
  }

  /// Checks a request's body without binding it.
  ///
  /// @param body the request's JSON object: `date` and declared parameters
  /// @throws convergence.problem.RefusedException BadRequest naming each that is wrong
  public void check(Map<String, ?> body, LocalDate date) {
    var _ = Parameters.of(this, body, date);
  }

  String idFor(String tenant) {
    if (pipelineId.equals(DEFAULT_ID)) return defaultIdFor(tenant);
    return Holes.fill(
        pipelineId,
        name ->
            switch (name) {
              case "tenant_id" -> tenant;
              case "provider" -> key.provider();
              case "domain" -> key.domain();
              case "template_name" -> key.template();
              case "pipeline_id" -> defaultIdFor(tenant);
              default -> throw new IllegalStateException("not checked at load: " + name);
            });
  }

  private String defaultIdFor(String tenant) {
    return tenant + "-" + key.toString().replace('/', '-');
  }

  /// Whether binding needs SQL to be understood: a template of waits, mails and onboarding does not.
  public boolean needsWarehouse() {
    return steps.stream()
        .anyMatch(
            step ->
                switch (step.body()) {
                  case StepTemplate.Transform _, StepTemplate.FileLoad _, StepTemplate.Quality _ ->
                      true;
                  case StepTemplate.Noop _, StepTemplate.Email _, StepTemplate.Onboarding _ ->
                      false;
                });
  }
}
