package convergence.schedule;

import convergence.template.TemplateKey;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

  /// What the audit trail tells of it, by the names of the wire. The values of parameters stay out: a caller may have put
  /// anything there.
  Map<String, Object> told() {
    var told = new LinkedHashMap<String, Object>();
    told.put("template", template.toString());
    if (cron != null) told.put("schedule_cron", cron.text());
    told.put("timezone", zone.getId());
    told.put("is_active", active);
    told.put("catchup", catchup.wire());
    told.put("parameters", List.copyOf(parameters.keySet()));
    return told;
  }

  /// What is told of this one and was not so before.
  Map<String, Object> changedFrom(ScheduleDraft before) {
    var changed = told();
    var was = before.told();
    changed.entrySet().removeIf(e -> e.getValue().equals(was.get(e.getKey())));
    if (!parameters.equals(before.parameters()))
      changed.put("parameters", List.copyOf(parameters.keySet()));
    return changed;
  }

  @Nullable Instant next(Cron wanted, Instant now) {
    return active ? new Timetable(wanted, zone).after(now).at() : null;
  }
}
