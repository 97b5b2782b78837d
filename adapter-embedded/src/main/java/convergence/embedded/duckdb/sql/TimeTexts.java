package convergence.embedded.duckdb.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The canonical texts of dates and times, which CAST writes and reads.
final class TimeTexts {
  private static final String DATE = "(\\d{4})-(\\d{1,2})-(\\d{1,2})";
  private static final String TIME = "(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\.(\\d{1,6}))?";
  private static final Pattern DATE_ONLY = Pattern.compile(DATE);
  private static final Pattern TIME_ONLY = Pattern.compile(TIME);
  private static final Pattern DATE_TIME = Pattern.compile(DATE + "(?:[ Tt]" + TIME + ")?");
  private static final Pattern WITH_ZONE =
      Pattern.compile(
          DATE + "(?:[ Tt]" + TIME + "(?:([Zz])|([+-]\\d{1,2}(?::\\d{2})?)| ([^\\s+-]\\S*))?)?");

  private TimeTexts() {}

  static String print(LocalTime time) {
    return "%02d:%02d:%02d%s"
        .formatted(
            time.getHour(), time.getMinute(), time.getSecond(), fraction(time.getNano() / 1000));
  }

  /// Three digits, six, or none.
  static String fraction(int micros) {
    if (micros == 0) return "";
    return micros % 1000 == 0 ? ".%03d".formatted(micros / 1000) : ".%06d".formatted(micros);
  }

  static String print(LocalDateTime time) {
    return print(time.toLocalDate()) + " " + print(time.toLocalTime());
  }

  private static String print(LocalDate date) {
    return "%04d-%02d-%02d".formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
  }

  static String print(ZonedDateTime time) {
    int minutes = time.getOffset().getTotalSeconds() / 60;
    String sign = minutes < 0 ? "-" : "+";
    String hours = "%02d".formatted(Math.abs(minutes) / 60);
    String rest = minutes % 60 == 0 ? "" : ":%02d".formatted(Math.abs(minutes) % 60);
    // Offsets of the time before zones have seconds, which BigQuery leaves out.
    var local = LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.ofTotalSeconds(minutes * 60));
    return print(local) + sign + hours + rest;
  }

  static LocalDate date(String text) {
    var parts = DATE_ONLY.matcher(text);
    if (parts.matches()) {
      var date = date(parts);
      if (date != null) return date;
    }
    throw new QueryError("Invalid date: '" + text + "'");
  }

  static LocalDateTime datetime(String text) {
    var parts = DATE_TIME.matcher(text);
    if (parts.matches()) {
      var date = date(parts);
      var time = time(parts, 4);
      if (date != null && time != null) return date.atTime(time).plusSeconds(leap(parts, 4));
    }
    throw new QueryError("Invalid datetime string \"" + text + "\"");
  }

  static LocalTime time(String text) {
    var parts = TIME_ONLY.matcher(text);
    if (parts.matches()) {
      var time = time(parts, 1);
      if (time != null) return time.plusSeconds(leap(parts, 1));
    }
    throw new QueryError("Invalid time string \"" + text + "\"");
  }

  /// @param zone where the text says none
  static OffsetDateTime timestamp(String text, ZoneId zone) {
    var parts = WITH_ZONE.matcher(text);
    if (parts.matches()) {
      var date = date(parts);
      var time = time(parts, 4);
      String name = parts.group(9) != null ? parts.group(9) : parts.group(10);
      if (date != null && time != null) {
        ZoneId own =
            parts.group(8) != null
                ? TimeUdfs.zone("UTC")
                : name == null ? zone : TimeUdfs.zone(name);
        return TimeUdfs.instant(date.atTime(time).plusSeconds(leap(parts, 4)), own);
      }
    }
    throw new QueryError("Invalid timestamp: '" + text + "'");
  }

  static OffsetDateTime zoneless(String text, ZoneId zone) {
    var parts = WITH_ZONE.matcher(text);
    if (parts.matches()
        && (parts.group(8) != null || parts.group(9) != null || parts.group(10) != null))
      throw new QueryError("Timezone is not allowed in \"" + text + "\"");
    return timestamp(text, zone);
  }

  /// Second 60 is the next minute's first.
  private static int leap(Matcher parts, int from) {
    return "60".equals(parts.group(from + 2)) ? 1 : 0;
  }

  private static @Nullable LocalDate date(Matcher parts) {
    try {
      int year = Integer.parseInt(parts.group(1));
      if (year == 0) return null;
      return LocalDate.of(year, Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable LocalTime time(Matcher parts, int from) {
    if (parts.group(from) == null) return LocalTime.MIDNIGHT;
    boolean leap = leap(parts, from) == 1;
    String fraction = leap ? null : parts.group(from + 3);
    String nanos = ((fraction == null ? "" : fraction) + "000000000").substring(0, 9);
    try {
      return LocalTime.of(
          Integer.parseInt(parts.group(from)),
          Integer.parseInt(parts.group(from + 1)),
          leap ? 59 : Integer.parseInt(parts.group(from + 2)),
          Integer.parseInt(nanos));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
