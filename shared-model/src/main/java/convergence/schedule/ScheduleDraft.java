package convergence.schedule;

import convergence.template.TemplateKey;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A schedule as somebody wants it.
///
/// @param cron null: the template's own `schedule`
/// @param parameters of each run
public record ScheduleDraft(
    TemplateKey template,
    @Nullable Cron cron,
    ZoneId zone,
    boolean active,
    Catchup catchup,
    Map<String, Object> parameters) {
  public ScheduleDraft {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// The draft that changes nothing.
  public static ScheduleDraft of(Schedule schedule) {
    return new ScheduleDraft(
        schedule.template(),
        Cron.parse(schedule.cron()),
        ZoneId.of(schedule.timezone()),
        schedule.active(),
        schedule.catchup(),
        schedule.parameters());
  }

  @Nullable Instant next(Cron wanted, Instant now) {
    return active ? new Timetable(wanted, zone).after(now).at() : null;
  }
}
