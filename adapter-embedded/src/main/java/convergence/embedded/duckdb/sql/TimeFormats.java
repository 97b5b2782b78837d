package convergence.embedded.duckdb.sql;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The elements of FORMAT_DATE and its sisters.
enum TimeFormats {
  DATES(true, false, false),
  TIMES(false, true, false),
  DATETIMES(true, true, false),
  TIMESTAMPS(true, true, true);

  private static final String OF_DATES = "AaBbhCDdeFGgjmnQtUuVWwxYy%";
  private static final String OF_TIMES = "HIklMPpRrSTXnt%";
  private static final String OF_ZONES = "Zz";

  /// What PARSE does not read here: parts that count from the others.
  private static final String UNREAD = "CGgUuVWw";

  private final boolean date;
  private final boolean time;
  private final boolean zone;

  TimeFormats(boolean date, boolean time, boolean zone) {
    this.date = date;
    this.time = time;
    this.zone = zone;
  }

  /// @return the type's name
  String type() {
    return name().substring(0, name().length() - 1);
  }

  /// @return false when `format` holds an element that we do not know
  boolean writes(String format) {
    return elements(format).stream()
        .allMatch(e -> TIMESTAMPS.has(e) || (e.isEmpty() && format.endsWith("%")));
  }

  /// @return false when `format` holds an element that we cannot read into this type
  boolean reads(String format) {
    return elements(format).stream()
        .allMatch(
            e ->
                e.equals("E#S")
                    ? time
                    : has(e) && (e.length() > 1 || UNREAD.indexOf(e.charAt(0)) < 0));
  }

  /// @return an element of `format` that belongs to another type, or null
  @Nullable String foreign(String format) {
    for (var element : elements(format)) {
      if (!has(element) && TIMESTAMPS.has(element)) return element;
    }
    return null;
  }

  private static List<String> elements(String format) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) != '%') continue;
      String element = element(format, i + 1);
      elements.add(element);
      i += element.length();
    }
    return elements;
  }

  private boolean has(String element) {
    if (element.isEmpty()) return false;
    if (element.length() > 1) {
      if (element.equals("E4Y")) return date;
      if (element.equals("Ez")) return zone;
      return time && element.matches("E[0-6*]S");
    }
    char c = element.charAt(0);
    if (c == 'c' || c == 's') return date && time;
    return (date && OF_DATES.indexOf(c) >= 0)
        || (time && OF_TIMES.indexOf(c) >= 0)
        || (zone && OF_ZONES.indexOf(c) >= 0);
  }

  /// The element that begins at `at`, after its `%`.
  static String element(String format, int at) {
    if (at >= format.length()) return "";
    if (format.charAt(at) != 'E') return format.substring(at, at + 1);
    if (format.startsWith("Ez", at)) return "Ez";
    return format.substring(at, Math.min(at + 3, format.length()));
  }

  String format(String format, ZonedDateTime time) {
    var text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        text.append(c);
        continue;
      }
      String element = element(format, i + 1);
      i += element.length();
      // An element that the type does not have stays as it is written.
      text.append(has(element) ? print(element, time) : "%" + element);
    }
    return text.toString();
  }

  private static String print(String element, ZonedDateTime t) {
    return switch (element) {
      case "A" -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "a" -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case "B" -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "b", "h" -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case "C" -> String.valueOf(t.getYear() / 100);
      case "c" -> all(t, "a", " ", "b", " ", "e", " ", "T", " ", "Y");
      case "D", "x" -> all(t, "m", "/", "d", "/", "y");
      case "d" -> two(t.getDayOfMonth());
      case "e" -> spaced(t.getDayOfMonth());
      case "F" -> all(t, "Y", "-", "m", "-", "d");
      case "G" -> String.valueOf(t.get(IsoFields.WEEK_BASED_YEAR));
      case "g" -> two(t.get(IsoFields.WEEK_BASED_YEAR) % 100);
      case "H" -> two(t.getHour());
      case "I" -> two((t.getHour() + 11) % 12 + 1);
      case "j" -> "%03d".formatted(t.getDayOfYear());
      case "k" -> spaced(t.getHour());
      case "l" -> spaced((t.getHour() + 11) % 12 + 1);
      case "M" -> two(t.getMinute());
      case "m" -> two(t.getMonthValue());
      case "n" -> "\n";
      case "P" -> t.getHour() < 12 ? "am" : "pm";
      case "p" -> t.getHour() < 12 ? "AM" : "PM";
      case "Q" -> String.valueOf(t.get(IsoFields.QUARTER_OF_YEAR));
      case "R" -> all(t, "H", ":", "M");
      case "r" -> all(t, "I", ":", "M", ":", "S", " ", "p");
      case "S" -> two(t.getSecond());
      case "s" -> String.valueOf(t.toEpochSecond());
      case "T", "X" -> all(t, "H", ":", "M", ":", "S");
      case "t" -> "\t";
      case "U" -> two((t.getDayOfYear() + 6 - t.getDayOfWeek().getValue() % 7) / 7);
      case "u" -> String.valueOf(t.getDayOfWeek().getValue());
      case "V" -> two(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case "W" -> two((t.getDayOfYear() + 6 - (t.getDayOfWeek().getValue() + 6) % 7) / 7);
      case "w" -> String.valueOf(t.getDayOfWeek().getValue() % 7);
      case "Y" -> String.valueOf(t.getYear());
      case "E4Y" -> "%04d".formatted(t.getYear());
      case "y" -> two(t.getYear() % 100);
      case "Z" -> zoneName(t);
      case "z" -> offset(t, "");
      case "Ez" -> offset(t, ":");
      case "%" -> "%";
      case "E*S" -> two(t.getSecond()) + shortFraction(t);
      default -> two(t.getSecond()) + fraction(t, element.charAt(1) - '0');
    };
  }

  private static String all(ZonedDateTime time, String... parts) {
    var text = new StringBuilder();
    for (var part : parts) {
      text.append(Character.isLetter(part.charAt(0)) ? print(part, time) : part);
    }
    return text.toString();
  }

  private static String two(int number) {
    return "%02d".formatted(number);
  }

  private static String spaced(int number) {
    return "%2d".formatted(number);
  }

  private static String fraction(ZonedDateTime time, int digits) {
    String micros = "%06d".formatted(time.get(ChronoField.MICRO_OF_SECOND));
    return digits == 0 ? "" : "." + micros.substring(0, digits);
  }

  private static String shortFraction(ZonedDateTime time) {
    String micros = "%06d".formatted(time.get(ChronoField.MICRO_OF_SECOND)).replaceAll("0+$", "");
    return micros.isEmpty() ? "" : "." + micros;
  }

  private static String offset(ZonedDateTime time, String between) {
    int minutes = time.getOffset().getTotalSeconds() / 60;
    int size = Math.abs(minutes);
    return (minutes < 0 ? "-" : "+") + two(size / 60) + between + two(size % 60);
  }

  /// BigQuery writes `UTC` or the offset, never a name such as CET.
  private static String zoneName(ZonedDateTime time) {
    int minutes = time.getOffset().getTotalSeconds() / 60;
    if (minutes == 0) return "UTC";
    String sign = "UTC" + (minutes < 0 ? "-" : "+");
    int size = Math.abs(minutes);
    return sign + (size % 60 == 0 ? String.valueOf(size / 60) : two(size / 60) + two(size % 60));
  }
}
