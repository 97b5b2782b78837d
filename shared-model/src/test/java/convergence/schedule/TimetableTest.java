package convergence.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.schedule.Fire.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimetableTest {
  private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2037, 12, 31);

  /// Fires on one calendar day of the zone, by its real instants.
  private static List<Fire> on(String cron, String zone, String day) {
    var table = new Timetable(Cron.parse(cron), ZoneId.of(zone));
    var date = LocalDate.parse(day);
    Instant from = date.atStartOfDay(table.zone()).toInstant();
    Instant to = date.plusDays(1).atStartOfDay(table.zone()).toInstant();
    var fires = new ArrayList<Fire>();
    for (var fire = table.after(from.minusNanos(1));
        fire.at().isBefore(to);
        fire = table.after(fire.at())) fires.add(fire);
    return fires;
  }

  @ParameterizedTest
  @CsvSource({
    "*/15 * * * *, America/New_York, 2026-03-07, 96",
    "*/15 * * * *, America/New_York, 2026-03-08, 92",
    "*/15 * * * *, America/New_York, 2026-11-01, 100",
    "*/15 * * * *, Australia/Lord_Howe, 2026-10-04, 94",
    "*/15 * * * *, Australia/Lord_Howe, 2026-04-05, 98",
    "*/30 */1 * * *, America/Sao_Paulo, 2018-11-04, 46",
    "0 * * * *, America/New_York, 2026-03-08, 23",
    "0 * * * *, America/New_York, 2026-11-01, 25",
    "0 */6 * * *, America/Sao_Paulo, 2018-11-04, 3",
    "30 2 * * *, America/New_York, 2026-03-08, 1",
    "30 1 * * *, America/New_York, 2026-11-01, 1",
    "* 2 * * *, America/New_York, 2026-03-08, 1",
    "'0,20,40 2,3 * * *', America/New_York, 2026-03-08, 3",
    "* 1 * * *, America/New_York, 2026-11-01, 60",
    "0 0 * * *, America/Sao_Paulo, 2018-11-04, 1",
    "*/5 0-23 * * *, America/New_York, 2026-11-01, 288",
  })
  void so_many_slots_on_a_day_on_which_clocks_change(
      String cron, String zone, String day, int slots) {
    var fires = on(cron, zone, day);
    assertThat(fires).hasSize(slots);
    assertThat(fires.stream().map(Fire::at).distinct()).hasSize(slots);
  }

  @ParameterizedTest
  @CsvSource({
    // Put forward: the first instant after the gap.
    "30 2 * * *, America/New_York, 2026-03-08, 2026-03-08T07:00:00Z, GAP",
    "0 2 * * *, America/New_York, 2026-03-08, 2026-03-08T07:00:00Z, GAP",
    "0 3 * * *, America/New_York, 2026-03-08, 2026-03-08T07:00:00Z, REGULAR",
    "0 0 * * *, America/Sao_Paulo, 2018-11-04, 2018-11-04T03:00:00Z, GAP",
    "30 0 * * *, America/Sao_Paulo, 2018-11-04, 2018-11-04T03:00:00Z, GAP",
    "15 2 * * *, Australia/Lord_Howe, 2026-10-04, 2026-10-03T15:30:00Z, GAP",
    // Put back: the first occurrence.
    "30 1 * * *, America/New_York, 2026-11-01, 2026-11-01T05:30:00Z, OVERLAP",
    "45 1 * * *, Australia/Lord_Howe, 2026-04-05, 2026-04-04T14:45:00Z, OVERLAP",
    "30 23 * * *, America/Sao_Paulo, 2018-02-17, 2018-02-18T01:30:00Z, OVERLAP",
  })
  void a_daily_time_on_the_day_on_which_clocks_change(
      String cron, String zone, String day, String at, Kind kind) {
    var fires = on(cron, zone, day);
    assertThat(fires).hasSize(1);
    assertThat(fires.getFirst().at()).isEqualTo(Instant.parse(at));
    assertThat(fires.getFirst().kind()).isEqualTo(kind);
  }

  @Test
  void an_hour_that_comes_twice_is_marked_both_times() {
    var fires = on("0 * * * *", "America/New_York", "2026-11-01");
    assertThat(fires.stream().filter(f -> f.kind() == Kind.OVERLAP).map(f -> f.at().toString()))
        .containsExactly("2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z");
  }

  /// The instants are where an observer finds them who looks at the zone's clock every minute.
  @ParameterizedTest
  @CsvSource({
    "*/7 * * * *, America/New_York, 2026-03-07",
    "*/7 */5 * * *, America/New_York, 2026-10-31",
    "0 * * * SUN, Australia/Lord_Howe, 2026-04-04",
    "*/13 * 1-7 * *, Australia/Lord_Howe, 2026-10-03",
    "11 */2 * * *, America/Sao_Paulo, 2018-11-03",
    "*/30 * * * *, Pacific/Apia, 2011-12-29",
    "*/20 * * * *, Asia/Kathmandu, 2026-01-01",
  })
  void real_time_expressions_agree_with_a_watched_clock(String text, String zone, String day) {
    var cron = Cron.parse(text);
    var table = new Timetable(cron, ZoneId.of(zone));
    Instant from = LocalDate.parse(day).atStartOfDay(table.zone()).toInstant();
    var watched = new ArrayList<Instant>();
    for (var at = from; at.isBefore(from.plusSeconds(3 * 86_400)); at = at.plusSeconds(60)) {
      var local = at.atZone(table.zone()).toLocalDateTime();
      if (cron.after(local.minusMinutes(1)).equals(local)) watched.add(at);
    }
    var found = table.after(from.minusNanos(1), watched.size()).stream().map(Fire::at).toList();
    assertThat(found).isEqualTo(watched);
  }

  /// A day that a zone leaves out whole (Apia, 2011-12-30) has its fire at the first instant after it, which a job
  /// at midnight shares with the day that begins then.
  @Test
  void a_daily_job_fires_once_for_each_local_day_in_every_zone() {
    zones().forEach(zone -> firesDaily("15 2 * * *", zone, FIRST, LAST));
  }

  @Test
  void a_daily_job_in_any_hour_fires_once_for_each_local_day_around_every_change_of_clocks() {
    var crons = List.of("0 0 * * *", "30 0 * * *", "0 1 * * *", "0 3 * * *", "30 23 * * *");
    for (var zone : zones())
      for (var change : changes(zone)) {
        var day = change.getDateTimeBefore().toLocalDate();
        for (var cron : crons) firesDaily(cron, zone, day.minusDays(2), day.plusDays(3));
      }
  }

  private static void firesDaily(String cron, ZoneId zone, LocalDate from, LocalDate to) {
    var fired = firedDays(new Timetable(Cron.parse(cron), zone), from, to);
    var leftOut = leftOut(zone);
    var unfired = new ArrayList<LocalDate>();
    for (var day = from; !day.isAfter(to); day = day.plusDays(1))
      if (!fired.contains(day) && !leftOut.contains(day.minusDays(1))) unfired.add(day);
    assertThat(unfired).as(zone + " " + cron).isEmpty();
  }

  /// Local days that have a fire; fails on a second one.
  private static Set<LocalDate> firedDays(Timetable table, LocalDate from, LocalDate to) {
    var fired = new HashSet<LocalDate>();
    Instant at = from.atStartOfDay(table.zone()).toInstant().minusNanos(1);
    while (true) {
      var fire = table.after(at);
      var day = fire.local().toLocalDate();
      if (day.isAfter(to)) return fired;
      if (!fire.at().isAfter(at) || !fired.add(day))
        throw new AssertionError(table + " fires twice for " + day);
      at = fire.at();
    }
  }

  /// One zone for each set of rules.
  private static List<ZoneId> zones() {
    var rules = new HashSet<ZoneRules>();
    return ZoneId.getAvailableZoneIds().stream()
        .map(ZoneId::of)
        .filter(zone -> rules.add(zone.getRules()))
        .toList();
  }

  private static Set<LocalDate> leftOut(ZoneId zone) {
    var days = new HashSet<LocalDate>();
    for (ZoneOffsetTransition change : changes(zone))
      if (change.isGap() && change.getDuration().toHours() >= 20)
        for (var day = change.getDateTimeBefore().toLocalDate();
            day.isBefore(change.getDateTimeAfter().toLocalDate());
            day = day.plusDays(1)) days.add(day);
    return days;
  }

  private static List<ZoneOffsetTransition> changes(ZoneId zone) {
    var all = new ArrayList<ZoneOffsetTransition>();
    Instant at = FIRST.atStartOfDay(ZoneOffset.UTC).toInstant();
    for (var next = zone.getRules().nextTransition(at);
        next != null && next.getDateTimeBefore().toLocalDate().isBefore(LAST);
        next = zone.getRules().nextTransition(next.getInstant())) all.add(next);
    return all;
  }
}
