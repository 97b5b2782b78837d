package convergence.run;

import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a schedule wants for one of its slots: a run that waits in the queue until its tenant may start it, or
/// that was left out. One for each (config, slot), under the id that the run has in the ledger once it started.
///
/// @param pipelineId as the template named it when the slot came
/// @param slot when it was to begin
/// @param date the slot's date in the schedule's zone, `{date}` of the run
/// @param behind the run that has to end before; null: none
/// @param queuedAt `start_time` of the run
/// @param revision numbers the versions of its row
public record QueuedRun(
    RunId id,
    String configId,
    TenantId tenant,
    TemplateKey template,
    String pipelineId,
    Map<String, Object> parameters,
    Instant slot,
    LocalDate date,
    @Nullable RunId behind,
    Instant queuedAt,
    QueueState state,
    long revision) {
  public QueuedRun {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// The next version.
  QueuedRun in(QueueState next) {
    return new QueuedRun(
        id,
        configId,
        tenant,
        template,
        pipelineId,
        parameters,
        slot,
        date,
        behind,
        queuedAt,
        next,
        revision + 1);
  }
}
