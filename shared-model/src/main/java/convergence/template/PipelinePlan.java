package convergence.template;

import convergence.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A template bound for one tenant: what a run executes, whatever happens to configs/ later. Values of
/// SQL variables are not in it but in the run, so that one plan serves every date.
///
/// @param hash SHA-256 of all else, hex: the name of the stored plan and of `?plan_hash=`
/// @param dataset the tenant's dataset
/// @param variables names of the variables whose values the run must carry (SQL parameters, partition)
public record PipelinePlan(
    String hash,
    TemplateKey template,
    String pipelineId,
    TenantId tenant,
    String dataset,
    long timeoutSeconds,
    List<PlannedStep> steps,
    Set<String> variables,
    Map<String, String> labels) {
  public PipelinePlan {
    steps = List.copyOf(steps);
    variables = Set.copyOf(variables);
    labels = Map.copyOf(labels);
  }
}
