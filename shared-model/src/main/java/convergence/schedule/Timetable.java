package convergence.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The real instants of a cron expression in a time zone. Where the hour is `*` or `*/n`, it fires at each real
/// instant whose local time fits, so an hour that comes twice fires twice. Otherwise each local time fires once:
/// one in a gap at the first instant after it, one in an overlap at its first occurrence; several in one gap
/// are one.
public record Timetable(Cron cron, ZoneId zone) {
  /// The first fire after this instant.
  public Fire after(Instant instant) {
    var rules = zone.getRules();
    return cron.everyHour() ? realAfter(rules, instant) : wallAfter(rules, instant);
  }

  /// The next fires after this instant, in order.
  public List<Fire> after(Instant instant, int count) {
    var fires = new ArrayList<Fire>(count);
    for (var at = instant; fires.size() < count; at = fires.getLast().at()) fires.add(after(at));
    return fires;
  }

  /// Goes through the stretches between two changes of the zone's offset.
  private Fire realAfter(ZoneRules rules, Instant instant) {
    var offset = rules.getOffset(instant);
    var local = LocalDateTime.ofInstant(instant, offset);
    var stretch = instant;
    while (true) {
      var candidate = cron.after(local);
      var change = rules.isFixedOffset() ? null : rules.nextTransition(stretch);
      if (change == null || candidate.toInstant(offset).isBefore(change.getInstant()))
        return new Fire(candidate.toInstant(offset), candidate, kind(rules, candidate));
      stretch = change.getInstant();
      offset = change.getOffsetAfter();
      // The stretch's own first instant may fit as well.
      local = change.getDateTimeAfter().minusNanos(1);
    }
  }

  /// Local times in order have instants in order, so the first one that lies later is the next.
  private Fire wallAfter(ZoneRules rules, Instant instant) {
    var local = LocalDateTime.ofInstant(instant, rules.getOffset(instant));
    while (true) {
      local = cron.after(local);
      var fire = wall(rules, local);
      if (fire.at().isAfter(instant)) return fire;
    }
  }

  private static Fire wall(ZoneRules rules, LocalDateTime local) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition gap = Objects.requireNonNull(rules.getTransition(local));
      return new Fire(gap.getInstant(), local, Fire.Kind.GAP);
    }
    return new Fire(
        local.toInstant(offsets.getFirst()),
        local,
        offsets.size() == 1 ? Fire.Kind.REGULAR : Fire.Kind.OVERLAP);
  }

  private static Fire.Kind kind(ZoneRules rules, LocalDateTime local) {
    return rules.getValidOffsets(local).size() > 1 ? Fire.Kind.OVERLAP : Fire.Kind.REGULAR;
  }
}
