package convergence.template;

import convergence.tenant.TenantId;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What fills a template's holes.
///
/// @param dataset the tenant's
/// @param allowedSources what the tenant's SQL may read beside its own dataset, as in `sources`
/// @param isTenantDataset whether a dataset is some tenant's; such a one is never a source
/// @param parameters the request's JSON object: `date` and declared parameters
/// @param date `{date}` when `parameters` has none
public record BindingRequest(
    PipelineTemplate template,
    TenantId tenant,
    String dataset,
    @Nullable String adminEmail,
    Set<String> allowedSources,
    Predicate<String> isTenantDataset,
    Map<String, Object> parameters,
    LocalDate date) {
  public BindingRequest {
    allowedSources = Set.copyOf(allowedSources);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
