package convergence.gateway;

import convergence.edge.Caller;
import convergence.edge.QueryFields;
import convergence.port.Query;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.schedule.Cron;
import convergence.schedule.Schedule;
import convergence.schedule.ScheduleBook;
import convergence.schedule.Timetable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A tenant's schedules as its callers ask for them.
@Singleton
final class Schedules {
  /// Fires that a schedule's own document shows.
  private static final int UPCOMING = 5;

  private final ScheduleBook book;
  private final InstantSource clock;

  Schedules(ScheduleBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  ScheduleDocument create(Caller caller, Map<String, Object> body) {
    var draft = new ScheduleFields(body).draft();
    return document(book.create(caller.tenant(), draft, caller.actor()));
  }

  ScheduleDocument show(Caller caller, String id) {
    return document(book.find(caller.tenant(), known(id)).orElseThrow(Schedules::unknown));
  }

  ScheduleDocument change(Caller caller, String id, Map<String, Object> body) {
    return document(
        book.change(
                caller.tenant(),
                known(id),
                before -> new ScheduleFields(body).over(before),
                caller.actor())
            .orElseThrow(Schedules::unknown));
  }

  void delete(Caller caller, String id) {
    if (book.delete(caller.tenant(), known(id), caller.actor()).isEmpty()) throw unknown();
  }

  Page<ScheduleDocument> page(Caller caller, Query.@Nullable Cursor after, int limit) {
    var hits = book.page(caller.tenant(), after, Math.min(limit + 1, 1000));
    boolean more = hits.size() > limit;
    var shown = more ? hits.subList(0, limit) : hits;
    return new Page<>(
        shown.stream().map(hit -> ScheduleDocument.of(ScheduleBook.schedule(hit), null)).toList(),
        more ? ScheduleCursor.write(shown.getLast().cursor()) : null);
  }

  Page<FireDocument> preview(QueryFields query) {
    String cron = query.text("schedule_cron", 200);
    String timezone = query.text("timezone", 100);
    int count = query.number("count", 1, 100, 10);
    Instant from = query.instant("from", 0);
    Cron parsed = null;
    if (cron == null) query.wrong("schedule_cron", "schedule_cron is required.");
    else
      try {
        parsed = Cron.parse(cron);
      } catch (IllegalArgumentException e) {
        query.wrong("schedule_cron", String.valueOf(e.getMessage()));
      }
    if (timezone != null && !ZoneId.getAvailableZoneIds().contains(timezone))
      query.wrong("timezone", ScheduleFields.NO_ZONE);
    query.end();
    var table =
        new Timetable(
            Objects.requireNonNull(parsed), ZoneId.of(timezone == null ? "UTC" : timezone));
    return Page.whole(fires(table, from == null ? clock.instant() : from.minusNanos(1), count));
  }

  private ScheduleDocument document(Schedule schedule) {
    var upcoming =
        schedule.nextRunAt() == null
            ? List.<FireDocument>of()
            : fires(schedule.timetable(), schedule.nextRunAt().minusNanos(1), UPCOMING);
    return ScheduleDocument.of(schedule, upcoming);
  }

  private static List<FireDocument> fires(Timetable table, Instant after, int count) {
    return table.after(after, count).stream()
        .map(fire -> FireDocument.of(fire, table.zone()))
        .toList();
  }

  /// What an unknown id gets, another tenant's just the same, and what cannot be one.
  private static RefusedException unknown() {
    return new RefusedException(new Refusal.NotFound("There is no such schedule."));
  }

  private static String known(String id) {
    if (!id.matches("[0-9a-f-]{36}")) throw unknown();
    return id;
  }
}
