package convergence.embedded.duckdb.sql;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a text by a format of `%` elements. What the format does not name is 1970-01-01 00:00:00.
final class TimeParser {
  private final String format;
  private final String text;
  private int at;
  private int year = 1970;
  private int month = 1;
  private int day = 1;
  private int dayOfYear;
  private int hour;
  private int minute;
  private int second;
  private int nano;
  private boolean twelve;
  private boolean afternoon;
  private ZoneId zone;
  private @Nullable Instant epoch;

  private TimeParser(String format, String text, ZoneId zone) {
    this.format = format;
    this.text = text;
    this.zone = zone;
  }

  /// What came out of it.
  record Parsed(LocalDateTime datetime, ZoneId zone, @Nullable Instant epoch) {
    LocalDate date() {
      return datetime.toLocalDate();
    }

    OffsetDateTime timestamp() {
      return epoch != null
          ? TimeUdfs.checked(epoch.atOffset(ZoneOffset.UTC))
          : TimeUdfs.instant(datetime, zone);
    }
  }

  static Parsed parse(String format, String text, TimeFormats kind, ZoneId zone) {
    String foreign = kind.foreign(format);
    if (foreign != null)
      throw new QueryError(
          "Invalid format: %" + foreign + " is not allowed for the " + kind.type() + " type.");
    if (!kind.reads(format)) throw new QueryError("Unsupported format: " + format);
    try {
      return new TimeParser(format, text, zone).run();
    } catch (DateTimeException | NumberFormatException e) {
      throw new QueryError("Failed to parse input string \"" + text + "\"");
    }
  }

  private Parsed run() {
    spaces();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (Character.isWhitespace(c)) spaces();
      else if (c != '%') expect(c);
      else {
        String element = TimeFormats.element(format, i + 1);
        i += element.length();
        read(element);
      }
    }
    spaces();
    if (at < text.length()) throw new DateTimeException("more");
    if (twelve) hour = hour % 12 + (afternoon ? 12 : 0);
    var date =
        dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
    // A leap second is the next minute's first.
    boolean leap = second == 60;
    var time = LocalTime.of(hour, minute, leap ? 59 : second, leap ? 0 : nano);
    var datetime = date.atTime(time).plusSeconds(leap ? 1 : 0);
    return epoch == null
        ? new Parsed(datetime, zone, null)
        : new Parsed(LocalDateTime.ofInstant(epoch, ZoneOffset.UTC), zone, epoch);
  }

  private void read(String element) {
    switch (element) {
      case "Y", "E4Y" -> year = year(element);
      case "m" -> month(number(2, 1, 12));
      case "j" -> dayOfYear = number(3, 1, 366);
      case "Q" -> month(number(1, 1, 4) * 3 - 2);
      case "r" -> all("I", ":", "M", ":", "S", " ", "p");
      case "d", "e" -> day(spacedNumber(1, 31));
      case "H", "k" -> hour(spacedNumber(0, 23), false);
      case "I", "l" -> hour(spacedNumber(1, 12), true);
      case "M" -> minute = number(2, 0, 59);
      case "S" -> second = number(2, 0, 60);
      case "y" -> year = twoDigitYear(number(2, 0, 99));
      case "F" -> all("Y", "-", "m", "-", "d");
      case "D", "x" -> all("m", "/", "d", "/", "y");
      case "T", "X" -> all("H", ":", "M", ":", "S");
      case "R" -> all("H", ":", "M");
      case "c" -> all("a", " ", "b", " ", "e", " ", "T", " ", "Y");
      case "B", "b", "h" -> month(month());
      case "A", "a" -> weekday();
      case "p", "P" -> half();
      case "z", "Ez" -> zone = offset();
      case "Z" -> zone = TimeUdfs.zone(word());
      case "s" -> epoch = Instant.ofEpochSecond(signed());
      case "n", "t" -> spaces();
      case "%" -> expect('%');
      default -> seconds(element.charAt(1));
    }
  }

  private void hour(int value, boolean half) {
    hour = value;
    twelve = half;
  }

  private void all(String... parts) {
    for (var part : parts) {
      if (part.equals(" ")) spaces();
      else if (Character.isLetter(part.charAt(0))) read(part);
      else expect(part.charAt(0));
    }
  }

  private int year(String element) {
    int start = at;
    int value = number(4, 0, 9999);
    if (element.equals("E4Y") && at - start < 4) throw new DateTimeException("four digits");
    if (value < 1 || value > 9999) throw new DateTimeException("year");
    return value;
  }

  private static int twoDigitYear(int two) {
    return two < 69 ? 2000 + two : 1900 + two;
  }

  private void month(int number) {
    month = number;
    dayOfYear = 0;
  }

  private void day(int number) {
    day = number;
    dayOfYear = 0;
  }

  private void seconds(char digits) {
    second = number(2, 0, 60);
    if (at < text.length() && text.charAt(at) == '.') {
      int start = ++at;
      int most = Character.isDigit(digits) ? digits - '0' : 6;
      while (at < text.length() && Character.isDigit(text.charAt(at)) && at - start < most) at++;
      nano = Integer.parseInt((text.substring(start, at) + "000000000").substring(0, 9));
    }
  }

  private int spacedNumber(int low, int high) {
    spaces();
    return number(2, low, high);
  }

  private int number(int digits, int low, int high) {
    int start = at;
    while (at < text.length() && at - start < digits && isDigit(text.charAt(at))) at++;
    int value = Integer.parseInt(text.substring(start, at));
    if (value < low || value > high) throw new DateTimeException("range");
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private long signed() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '-') at++;
    while (at < text.length() && isDigit(text.charAt(at))) at++;
    return Long.parseLong(text.substring(start, at));
  }

  private int month() {
    for (var candidate : Month.values()) {
      String name = candidate.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      if (take(name) || take(name.substring(0, 3))) return candidate.getValue();
    }
    throw new DateTimeException("month");
  }

  private void weekday() {
    for (var candidate : DayOfWeek.values()) {
      String name = candidate.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      if (take(name) || take(name.substring(0, 3))) return;
    }
    throw new DateTimeException("weekday");
  }

  private void half() {
    if (take("PM")) afternoon = true;
    else if (!take("AM")) throw new DateTimeException("half");
  }

  private boolean take(String word) {
    if (!text.regionMatches(true, at, word, 0, word.length())) return false;
    at += word.length();
    return true;
  }

  private ZoneId offset() {
    int start = at;
    if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) at++;
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == ':')) at++;
    String digits = text.substring(start, at).replace(":", "");
    if (digits.length() != 5 && digits.length() != 3) throw new DateTimeException("offset");
    return TimeUdfs.zone(
        digits.length() == 3 ? digits : digits.substring(0, 3) + ":" + digits.substring(3));
  }

  private String word() {
    int start = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) at++;
    return text.substring(start, at);
  }

  private void spaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at++) != c) throw new DateTimeException("text");
  }
}
