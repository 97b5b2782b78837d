package convergence.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import convergence.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A schedule as its tenant reads it (seed 001 §5 and the rulings).
///
/// @param nextRunAt null while it is paused
/// @param lastRunAt its latest slot that came; null: none yet
/// @param upcoming its next slots; null in lists
public record ScheduleDocument(
    String configId,
    String tenantId,
    String pipelineId,
    String provider,
    String domain,
    String pipelineTemplate,
    String scheduleCron,
    String timezone,
    boolean isActive,
    String catchup,
    Map<String, Object> parameters,
    @Nullable Instant nextRunAt,
    @Nullable Instant lastRunAt,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FireDocument> upcoming) {
  static ScheduleDocument of(Schedule schedule, @Nullable List<FireDocument> upcoming) {
    return new ScheduleDocument(
        schedule.id(),
        schedule.tenant().value(),
        schedule.pipelineId(),
        schedule.template().provider(),
        schedule.template().domain(),
        schedule.template().template(),
        schedule.cron(),
        schedule.timezone(),
        schedule.active(),
        schedule.catchup().wire(),
        schedule.parameters(),
        schedule.nextRunAt(),
        schedule.lastRunAt(),
        RunDocument.micros(schedule.createdAt()),
        RunDocument.micros(schedule.updatedAt()),
        upcoming);
  }
}
