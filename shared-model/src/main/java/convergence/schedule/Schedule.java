package convergence.schedule;

import convergence.run.RunId;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pipeline that starts by itself: `config_id` on the wire.
///
/// @param pipelineId as the template named it when the schedule was last changed
/// @param nextRunAt its next slot; null while it is paused
/// @param lastRunAt its latest slot that came; null: none yet
/// @param unfinished entries of the queue that had not ended when its latest slot came, oldest first
/// @param userId who made it, for the log only
/// @param revision numbers the versions of its row
public record Schedule(
    String id,
    TenantId tenant,
    TemplateKey template,
    String pipelineId,
    String cron,
    String timezone,
    boolean active,
    Catchup catchup,
    Map<String, Object> parameters,
    @Nullable Instant nextRunAt,
    @Nullable Instant lastRunAt,
    List<RunId> unfinished,
    @Nullable String userId,
    Instant createdAt,
    Instant updatedAt,
    long revision) {
  public Schedule {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    unfinished = List.copyOf(unfinished);
  }

  public Timetable timetable() {
    return new Timetable(Cron.parse(cron), ZoneId.of(timezone));
  }

  boolean dueAt(Instant now) {
    return nextRunAt != null && !nextRunAt.isAfter(now);
  }

  /// After its slots up to `last` have come.
  Schedule movedOn(Instant last, Instant next, List<RunId> open) {
    return new Schedule(
        id,
        tenant,
        template,
        pipelineId,
        cron,
        timezone,
        active,
        catchup,
        parameters,
        next,
        last,
        open,
        userId,
        createdAt,
        updatedAt,
        revision + 1);
  }

  /// As its tenant wants it from now on. What does not change its times keeps the slot that comes next.
  Schedule as(ScheduleDraft draft, Cron wanted, String pipeline, Instant now) {
    boolean sameTimes =
        draft.active() == active
            && wanted.text().equals(cron)
            && draft.zone().getId().equals(timezone);
    var next = sameTimes ? nextRunAt : draft.next(wanted, now);
    return new Schedule(
        id,
        tenant,
        draft.template(),
        pipeline,
        wanted.text(),
        draft.zone().getId(),
        draft.active(),
        draft.catchup(),
        draft.parameters(),
        next,
        lastRunAt,
        unfinished,
        userId,
        createdAt,
        now,
        revision + 1);
  }
}
