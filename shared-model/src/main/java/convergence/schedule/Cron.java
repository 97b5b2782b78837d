package convergence.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// A five-field cron expression as bit sets over local time: minute, hour, day of month, month, day of week.
/// Numbers, names (`MON`, `JAN`), lists, ranges, steps, `*`, and `?` for either day. Where both days are
/// restricted, one that fits either counts. Each expression has a time at which it fires.
///
/// @param everyHour the hour is `*` or `*/n`: it follows real time where clocks are changed
/// @param eitherDay both days are restricted
public record Cron(
    String text,
    long minutes,
    long hours,
    long days,
    long months,
    long weekdays,
    boolean everyHour,
    boolean eitherDay) {
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");
  private static final int[] LONGEST_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /// @throws IllegalArgumentException a sentence for whoever wrote it
  public static Cron parse(String text) {
    var fields = BLANKS.split(text.strip(), -1);
    if (fields.length != 5)
      throw new IllegalArgumentException(
          "A cron expression has five fields: minute, hour, day of month, month, day of week.");
    String hour = fields[1];
    var cron =
        new Cron(
            String.join(" ", fields),
            CronField.MINUTE.bits(fields[0]),
            CronField.HOUR.bits(hour),
            CronField.DAY.bits(fields[2]),
            CronField.MONTH.bits(fields[3]),
            CronField.WEEKDAY.bits(fields[4]),
            hour.equals("*") || (hour.startsWith("*/") && hour.indexOf(',') < 0),
            !CronField.isOpen(fields[2]) && !CronField.isOpen(fields[4]));
    if (cron.neverFires())
      throw new IllegalArgumentException(
          "The cron expression never fires: none of its months has such a day.");
    return cron;
  }

  /// The first local time after this one that fits; seconds count as passed.
  LocalDateTime after(LocalDateTime time) {
    var from = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    var date = from.toLocalDate();
    if (fits(date)) {
      int minute = minuteFrom(from.getHour(), from.getMinute());
      if (minute >= 0) return at(date, minute);
    }
    date = date.plusDays(1);
    while (!fits(date))
      date = has(months, date.getMonthValue()) ? date.plusDays(1) : firstOfNextMonth(date);
    return at(date, minuteFrom(0, 0));
  }

  private boolean fits(LocalDate date) {
    if (!has(months, date.getMonthValue())) return false;
    boolean day = has(days, date.getDayOfMonth());
    boolean weekday = has(weekdays, date.getDayOfWeek().getValue() % 7);
    return eitherDay ? day || weekday : day && weekday;
  }

  /// Minute of the day; -1: none on this day any more.
  private int minuteFrom(int hour, int minute) {
    if (has(hours, hour)) {
      int next = next(minutes, minute);
      if (next >= 0) return hour * 60 + next;
    }
    int later = next(hours, hour + 1);
    return later < 0 ? -1 : later * 60 + next(minutes, 0);
  }

  private boolean neverFires() {
    if (eitherDay) return false;
    for (int month = 1; month <= 12; month++)
      if (has(months, month) && Long.numberOfTrailingZeros(days) <= LONGEST_MONTH[month - 1])
        return false;
    return true;
  }

  private static LocalDate firstOfNextMonth(LocalDate date) {
    return date.withDayOfMonth(1).plusMonths(1);
  }

  private static LocalDateTime at(LocalDate date, int minuteOfDay) {
    return date.atTime(LocalTime.of(minuteOfDay / 60, minuteOfDay % 60));
  }

  private static boolean has(long bits, int number) {
    return (bits >>> number & 1) != 0;
  }

  private static int next(long bits, int from) {
    long left = from > 63 ? 0 : bits >>> from << from;
    return left == 0 ? -1 : Long.numberOfTrailingZeros(left);
  }
}
