package convergence.embedded.duckdb.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/// Reads a text by the pattern of a CAST … FORMAT.
final class CastReader {
  private final List<CastElement> elements;
  private final String text;
  private final ZoneId zone;
  private int at;
  private int year;
  private int month;
  private int day = 1;
  private int hour;
  private int minute;
  private int second;
  private int nano;
  private int hourOfHalf;
  private boolean afternoon;
  private boolean zoned;
  private boolean west;
  private int zoneHours;
  private int zoneMinutes;

  private CastReader(List<CastElement> elements, String text, ZonedDateTime now) {
    this.elements = elements;
    this.text = text;
    zone = now.getZone();
    year = now.getYear();
    month = now.getMonthValue();
  }

  /// @param now gives the year and month that are not named, and the zone
  static OffsetDateTime read(List<CastElement> elements, String text, ZonedDateTime now) {
    try {
      return new CastReader(elements, text, now).run();
    } catch (DateTimeException | NumberFormatException e) {
      throw new QueryError("Failed to parse input timestamp string \"" + text + "\"");
    }
  }

  private OffsetDateTime run() {
    spaces();
    for (int i = 0; i < elements.size(); i++) {
      var element = elements.get(i);
      boolean empty = element.name().equals(CastElement.LITERAL) && element.text().isEmpty();
      if (at == text.length() && !empty) throw new DateTimeException("too short");
      read(element, beforeDigits(i));
    }
    spaces();
    if (at < text.length()) throw new DateTimeException("more");
    if (hourOfHalf != 0) hour = hourOfHalf % 12 + (afternoon ? 12 : 0);
    var local = LocalDate.of(year, month, day).atTime(LocalTime.of(hour, minute, second, nano));
    return TimeUdfs.instant(local, zoned ? offset() : zone);
  }

  private ZoneOffset offset() {
    int minutes = zoneHours * 60 + zoneMinutes;
    if (minutes > 14 * 60) throw new DateTimeException("zone");
    return ZoneOffset.ofTotalSeconds((west ? -minutes : minutes) * 60);
  }

  /// An element before digits takes as many as it can, others take fewer, too.
  private boolean beforeDigits(int index) {
    if (index + 1 == elements.size()) return false;
    var next = elements.get(index + 1);
    return switch (next.name()) {
      case CastElement.LITERAL ->
          next.text().isEmpty() ? beforeDigits(index + 1) : isDigit(next.text().charAt(0));
      case CastElement.SPACES, "MON", "MONTH", "A.M.", "P.M.", "TZH" -> false;
      default -> true;
    };
  }

  private void read(CastElement element, boolean exactly) {
    switch (element.name()) {
      case CastElement.LITERAL -> expect(element.text());
      case CastElement.SPACES -> {
        if (!spaces()) throw new DateTimeException("space");
      }
      case "YYYY", "RRRR" -> year = number(exactly ? 4 : 1, exactly ? 4 : 5, 0, 10000);
      case "YYY" -> year = year - year % 1000 + number(exactly, 3, 0, 999);
      case "YY" -> year = year - year % 100 + number(exactly, 2, 0, 99);
      case "Y" -> year = year - year % 10 + number(exactly, 1, 0, 9);
      case "RR" -> year = nearest(number(exactly, 2, 0, 99));
      case "Y,YYY" -> {
        int thousands = number(1, 2, 0, 10);
        expect(",");
        year = thousands * 1000 + number(3, 3, 0, 999);
      }
      case "MM" -> month = number(exactly, 2, 1, 12);
      case "MON" -> month = month(3);
      case "MONTH" -> month = month(9);
      case "DD" -> day = number(exactly, 2, 1, 31);
      case "HH", "HH12" -> hourOfHalf = number(exactly, 2, 1, 12);
      case "HH24" -> hour = number(exactly, 2, 0, 23);
      case "MI" -> minute = number(exactly, 2, 0, 59);
      case "SS" -> second = number(exactly, 2, 0, 59);
      case "SSSSS" -> {
        var time = LocalTime.ofSecondOfDay(number(exactly, 5, 0, 86_399));
        hour = time.getHour();
        minute = time.getMinute();
        second = time.getSecond();
      }
      case "A.M.", "P.M." -> {
        afternoon = take("P.M.");
        if (!afternoon) expectIgnoringCase("A.M.");
      }
      case "TZH" -> zone(exactly);
      case "TZM" -> {
        zoned = true;
        zoneMinutes = number(exactly, 2, 0, 59);
      }
      default -> nano = fraction(exactly ? element.digits() : 1, element.digits());
    }
  }

  /// The year of these last two digits in the half century around the current one.
  private int nearest(int two) {
    int current = year % 100;
    int century = year / 100;
    if (two < 50 && current >= 50) century++;
    if (two >= 50 && current < 50) century--;
    return century * 100 + two;
  }

  private int month(int longest) {
    for (var candidate : Month.values()) {
      String name = candidate.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      if (take(name.substring(0, Math.min(longest, name.length())))) return candidate.getValue();
    }
    throw new DateTimeException("month");
  }

  private void zone(boolean exactly) {
    zoned = true;
    west = text.charAt(at) == '-';
    if ("-+ ".indexOf(text.charAt(at++)) < 0) throw new DateTimeException("sign");
    zoneHours = number(exactly, 2, 0, 14);
  }

  private int number(boolean exactly, int digits, int low, int high) {
    return number(exactly ? digits : 1, digits, low, high);
  }

  private int number(int fewest, int most, int low, int high) {
    int value = Integer.parseInt(digits(fewest, most));
    if (value < low || value > high) throw new DateTimeException("range");
    return value;
  }

  private int fraction(int fewest, int most) {
    String micros = (digits(fewest, most) + "000000").substring(0, 6);
    return Integer.parseInt(micros) * 1000;
  }

  private String digits(int fewest, int most) {
    int start = at;
    while (at < text.length() && at - start < most && isDigit(text.charAt(at))) at++;
    if (at - start < fewest) throw new DateTimeException("digits");
    return text.substring(start, at);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean take(String word) {
    if (!text.regionMatches(true, at, word, 0, word.length())) return false;
    at += word.length();
    return true;
  }

  private void expect(String literal) {
    if (!text.startsWith(literal, at)) throw new DateTimeException("text");
    at += literal.length();
  }

  private void expectIgnoringCase(String word) {
    if (!take(word)) throw new DateTimeException("text");
  }

  private boolean spaces() {
    int start = at;
    while (at < text.length() && isSpace(text.charAt(at))) at++;
    return at > start;
  }

  /// Unicode's White_Space.
  private static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
  }
}
