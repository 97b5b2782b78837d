package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.DATE;
import static convergence.embedded.duckdb.sql.Udf.Kind.DATETIME;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INTERVAL;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXT;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXTS;
import static convergence.embedded.duckdb.sql.Udf.Kind.TIMESTAMP;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Time zones, constructors, and the way from times to texts and back.
final class TimeUdfs {
  /// In the time zone database, but not in Java.
  private static final Map<String, Integer> SHORT = Map.of("EST", -5, "MST", -7, "HST", -10);

  private static final Pattern OFFSET = Pattern.compile("([+-])(\\d{1,2})(?::(\\d{2}))?");

  private TimeUdfs() {}

  static List<Udf> all() {
    List<Udf> all = new ArrayList<>();
    all.add(
        Udf.of(
            "gs_local",
            DATETIME,
            a -> ((OffsetDateTime) a[0]).atZoneSameInstant(zone((String) a[1])).toLocalDateTime(),
            TIMESTAMP,
            TEXT));
    all.add(Udf.of("gs_checked_local", DATETIME, TimeUdfs::checkedLocal, TIMESTAMP, TEXT));
    all.add(
        Udf.of(
            "gs_instant",
            TIMESTAMP,
            a -> instant((LocalDateTime) a[0], zone((String) a[1])),
            DATETIME,
            TEXT));
    all.add(Udf.of("gs_date", DATE, TimeUdfs::date, INT, INT, INT));
    all.add(Udf.of("gs_datetime", DATETIME, TimeUdfs::datetime, INT, INT, INT, INT, INT, INT));
    all.add(
        Udf.of(
            "gs_time",
            INT,
            a -> micros(time(a, 0).plusSeconds((Long) a[2] == 60 ? 1 : 0)),
            INT,
            INT,
            INT));
    all.add(Udf.of("gs_month_series", TEXTS, TimeUdfs::months, DATE, DATE, INT));
    all.add(Udf.of("gs_bucket", DATETIME, TimeUdfs::bucket, DATETIME, INTERVAL, DATETIME));
    texts(all);
    formats(all);
    return all;
  }

  private static void texts(List<Udf> all) {
    all.add(Udf.of("gs_datetime_text", TEXT, a -> TimeTexts.print((LocalDateTime) a[0]), DATETIME));
    all.add(Udf.of("gs_time_text", TEXT, a -> TimeTexts.print(time((Long) a[0])), INT));
    all.add(
        Udf.of(
            "gs_timestamp_text",
            TEXT,
            a -> TimeTexts.print(((OffsetDateTime) a[0]).atZoneSameInstant(zone((String) a[1]))),
            TIMESTAMP,
            TEXT));
    all.add(Udf.of("gs_parse_date_text", DATE, a -> TimeTexts.date((String) a[0]), TEXT));
    all.add(
        Udf.of("gs_parse_datetime_text", DATETIME, a -> TimeTexts.datetime((String) a[0]), TEXT));
    all.add(Udf.of("gs_parse_time_text", INT, a -> micros(TimeTexts.time((String) a[0])), TEXT));
    all.add(
        Udf.of(
            "gs_parse_zoneless_text",
            TIMESTAMP,
            a -> TimeTexts.zoneless((String) a[0], zone((String) a[1])),
            TEXT,
            TEXT));
    all.add(
        Udf.of(
            "gs_parse_timestamp_text",
            TIMESTAMP,
            a -> TimeTexts.timestamp((String) a[0], zone((String) a[1])),
            TEXT,
            TEXT));
  }

  private static void formats(List<Udf> all) {
    all.add(
        Udf.of(
            "gs_format_date",
            TEXT,
            a ->
                TimeFormats.DATES.format(
                    (String) a[0], ((LocalDate) a[1]).atStartOfDay(ZoneOffset.UTC)),
            TEXT,
            DATE));
    all.add(
        Udf.of(
            "gs_format_datetime",
            TEXT,
            a ->
                TimeFormats.DATETIMES.format(
                    (String) a[0], ((LocalDateTime) a[1]).atZone(ZoneOffset.UTC)),
            TEXT,
            DATETIME));
    all.add(
        Udf.of(
            "gs_format_time",
            TEXT,
            a ->
                TimeFormats.TIMES.format(
                    (String) a[0],
                    LocalDate.EPOCH.atTime(time((Long) a[1])).atZone(ZoneOffset.UTC)),
            TEXT,
            INT));
    all.add(
        Udf.of(
            "gs_format_timestamp",
            TEXT,
            a ->
                TimeFormats.TIMESTAMPS.format(
                    (String) a[0], inMinutes((OffsetDateTime) a[1], zone((String) a[2]))),
            TEXT,
            TIMESTAMP,
            TEXT));
    all.add(
        Udf.of(
            "gs_parse_date",
            DATE,
            a ->
                TimeParser.parse((String) a[0], (String) a[1], TimeFormats.DATES, ZoneOffset.UTC)
                    .date(),
            TEXT,
            TEXT));
    all.add(
        Udf.of(
            "gs_parse_datetime",
            DATETIME,
            a ->
                TimeParser.parse(
                        (String) a[0], (String) a[1], TimeFormats.DATETIMES, ZoneOffset.UTC)
                    .datetime(),
            TEXT,
            TEXT));
    all.add(
        Udf.of(
            "gs_parse_time",
            INT,
            a ->
                micros(
                    TimeParser.parse(
                            (String) a[0], (String) a[1], TimeFormats.TIMES, ZoneOffset.UTC)
                        .datetime()
                        .toLocalTime()),
            TEXT,
            TEXT));
    all.add(
        Udf.of(
            "gs_parse_timestamp",
            TIMESTAMP,
            a ->
                TimeParser.parse(
                        (String) a[0], (String) a[1], TimeFormats.TIMESTAMPS, zone((String) a[2]))
                    .timestamp(),
            TEXT,
            TEXT,
            TEXT));
  }

  /// The seconds that a zone had in its offset before it had a standard time are not written.
  static ZonedDateTime inMinutes(OffsetDateTime time, ZoneId zone) {
    var local = time.atZoneSameInstant(zone);
    int offset = local.getOffset().getTotalSeconds();
    return offset % 60 == 0
        ? local
        : time.atZoneSameInstant(ZoneOffset.ofTotalSeconds(offset / 60 * 60));
  }

  private static LocalDateTime checkedLocal(Object[] a) {
    var local = ((OffsetDateTime) a[0]).atZoneSameInstant(zone((String) a[1])).toLocalDateTime();
    if (local.getYear() < 1 || local.getYear() > 9999)
      throw new QueryError("Invalid date extracted from timestamp " + a[0]);
    return local;
  }

  /// Each date is so many months after the one before, which may have been the last day of a short month.
  private static List<String> months(Object[] a) {
    long step = (Long) a[2];
    if (step == 0) throw new QueryError("Sequence step cannot be 0.");
    var end = (LocalDate) a[1];
    List<String> dates = new ArrayList<>();
    var date = (LocalDate) a[0];
    while (step > 0 ? !date.isAfter(end) : !date.isBefore(end)) {
      dates.add(date.toString());
      date = date.plusMonths(step);
      if (date.getYear() < 1 || date.getYear() > 9999) break;
    }
    return dates;
  }

  private static LocalDateTime bucket(Object[] a) {
    var time = (LocalDateTime) a[0];
    var width = (Interval) a[1];
    var origin = (LocalDateTime) a[2];
    long micros = width.days() * 86_400_000_000L + width.micros();
    if ((width.months() != 0 && micros != 0) || width.months() < 0 || micros < 0)
      throw new QueryError("BUCKET takes a positive interval of months or of days and time");
    if (width.months() == 0 && micros == 0) throw new QueryError("Zero interval in BUCKET");
    if (width.months() == 0) {
      long behind = ChronoUnit.MICROS.between(origin, time);
      return origin.plus(Math.floorDiv(behind, micros) * micros, ChronoUnit.MICROS);
    }
    long months =
        (time.getYear() - origin.getYear()) * 12L + time.getMonthValue() - origin.getMonthValue();
    long steps = Math.floorDiv(months, width.months());
    var start = origin.plusMonths(steps * width.months());
    return start.isAfter(time) ? origin.plusMonths((steps - 1) * width.months()) : start;
  }

  static ZoneId zone(String name) {
    var offset = OFFSET.matcher(name);
    try {
      if (!offset.matches()) {
        // Java knows `UTC+8`, the time zone database does not.
        if (name.matches("(UTC|GMT|UT)[+-].*") || name.isEmpty()) throw new DateTimeException(name);
        return SHORT.containsKey(name) ? ZoneOffset.ofHours(SHORT.get(name)) : ZoneId.of(name);
      }
      int hours = Integer.parseInt(offset.group(2));
      int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
      if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
        throw new DateTimeException(name);
      int seconds = hours * 3600 + minutes * 60;
      return ZoneOffset.ofTotalSeconds(offset.group(1).equals("-") ? -seconds : seconds);
    } catch (DateTimeException e) {
      throw new QueryError("Invalid time zone: " + name);
    }
  }

  /// Within a gap or an overlap, the offset before it counts.
  static OffsetDateTime instant(LocalDateTime local, ZoneId zone) {
    return checked(local.atZone(zone).toOffsetDateTime().withOffsetSameInstant(ZoneOffset.UTC));
  }

  static OffsetDateTime checked(OffsetDateTime utc) {
    if (utc.getYear() < 1 || utc.getYear() > 9999)
      throw new QueryError("Timestamp is out of the supported range");
    return utc;
  }

  private static int number(Object[] a, int index) {
    return Math.clamp((Long) a[index], Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static LocalDate date(Object[] a) {
    try {
      int year = number(a, 0);
      if (year < 1 || year > 9999) throw new DateTimeException("year");
      return LocalDate.of(year, number(a, 1), number(a, 2));
    } catch (DateTimeException e) {
      throw new QueryError("Input calculates to invalid date: " + a[0] + "-" + a[1] + "-" + a[2]);
    }
  }

  private static LocalDateTime datetime(Object[] a) {
    return date(a).atTime(time(a, 3)).plusSeconds((Long) a[5] == 60 ? 1 : 0);
  }

  private static LocalTime time(Object[] a, int from) {
    try {
      int second = number(a, from + 2);
      return LocalTime.of(number(a, from), number(a, from + 1), second == 60 ? 59 : second);
    } catch (DateTimeException e) {
      throw new QueryError(
          "Input calculates to invalid time: " + a[from] + ":" + a[from + 1] + ":" + a[from + 2]);
    }
  }

  private static long micros(LocalTime time) {
    return time.toNanoOfDay() / 1000;
  }

  private static LocalTime time(long micros) {
    return LocalTime.ofNanoOfDay(micros * 1000);
  }
}
