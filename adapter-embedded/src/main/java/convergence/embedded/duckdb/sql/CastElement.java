package convergence.embedded.duckdb.sql;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A part of the pattern of CAST … FORMAT.
///
/// @param name in upper case, such as `YYYY`; [#SPACES] and [#LITERAL] for what is no element
/// @param text as it is written in the pattern, a literal without its quotes
record CastElement(String name, String text) {
  static final String SPACES = " ";
  static final String LITERAL = "\"";

  /// Those that no type is written or read with as well: the longest name counts.
  private static final List<String> NAMES =
      List.of(
              "YYYY YYY YY Y RRRR RR Y,YYY IYYY IYY IY I SYYYY YEAR SYEAR MM MON MONTH RM DDD DD D"
                  + " DAY DY J HH HH12 HH24 MI SS SSSSS FF1 FF2 FF3 FF4 FF5 FF6 FF7 FF8 FF9 AM PM"
                  + " A.M. P.M. TZH TZM CC SCC Q IW WW W AD BC A.D. B.C. SP TH SPTH THSP FM")
          .stream()
          .flatMap(names -> List.of(names.split(" ", -1)).stream())
          .sorted(Comparator.comparingInt(String::length).reversed())
          .toList();

  private static final String PUNCTUATION = "-./,';:";

  static List<CastElement> of(String pattern) {
    List<CastElement> elements = new ArrayList<>();
    for (int at = 0; at < pattern.length(); ) {
      char c = pattern.charAt(at);
      if (c == '"') {
        int end = quoted(pattern, at, elements);
        at = end;
      } else {
        var element = next(pattern, at);
        elements.add(element);
        at += element.text.length();
      }
    }
    return elements;
  }

  private static CastElement next(String pattern, int at) {
    char c = pattern.charAt(at);
    if (PUNCTUATION.indexOf(c) >= 0) return new CastElement(LITERAL, String.valueOf(c));
    if (c == ' ') {
      int end = at;
      while (end < pattern.length() && pattern.charAt(end) == ' ') end++;
      return new CastElement(SPACES, pattern.substring(at, end));
    }
    for (var name : NAMES) {
      if (pattern.regionMatches(true, at, name, 0, name.length()))
        return new CastElement(name, pattern.substring(at, at + name.length()));
    }
    throw new QueryError("Cannot find matched format element at " + at);
  }

  /// @return where it ends
  private static int quoted(String pattern, int from, List<CastElement> elements) {
    var text = new StringBuilder();
    for (int at = from + 1; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '"') {
        elements.add(new CastElement(LITERAL, text.toString()));
        return at + 1;
      }
      text.append(c == '\\' && at + 1 < pattern.length() ? pattern.charAt(++at) : c);
    }
    throw new QueryError("Cannot find matching \" for quoted literal");
  }

  /// What an element tells of a date and time.
  enum Kind {
    LITERAL,
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    HALF,
    ZONE,
    OTHER;

    /// Seconds are whole ones and their fraction, zones hours and minutes.
    boolean once() {
      return this != SECOND && this != ZONE;
    }
  }

  Kind kind() {
    return switch (name) {
      case SPACES, LITERAL -> Kind.LITERAL;
      case "YYYY", "YYY", "YY", "Y", "RRRR", "RR", "Y,YYY" -> Kind.YEAR;
      case "IYYY", "IYY", "IY", "I", "SYYYY", "YEAR", "SYEAR" -> Kind.YEAR;
      case "MM", "MON", "MONTH", "RM" -> Kind.MONTH;
      case "DDD", "DD", "D", "DAY", "DY", "J" -> Kind.DAY;
      case "HH", "HH12", "HH24" -> Kind.HOUR;
      case "MI" -> Kind.MINUTE;
      case "AM", "PM", "A.M.", "P.M." -> Kind.HALF;
      case "TZH", "TZM" -> Kind.ZONE;
      default -> name.matches("SS|SSSSS|FF[1-9]") ? Kind.SECOND : Kind.OTHER;
    };
  }

  boolean isWritten() {
    return switch (name) {
      case SPACES, LITERAL -> true;
      case "YYYY", "YYY", "YY", "Y", "RRRR", "RR", "MM", "MON", "MONTH" -> true;
      case "DDD", "DD", "D", "DAY", "DY", "HH", "HH12", "HH24", "MI", "SS", "SSSSS" -> true;
      case "AM", "PM", "A.M.", "P.M.", "TZH", "TZM" -> true;
      default -> name.matches("FF[1-9]");
    };
  }

  boolean isRead() {
    return switch (name) {
      case "DDD", "D", "DAY", "DY", "AM", "PM" -> false;
      case "Y,YYY" -> true;
      default -> isWritten();
    };
  }

  String print(ZonedDateTime t) {
    return switch (name) {
      case SPACES, LITERAL -> text;
      case "YYYY", "RRRR" -> padded(t.getYear(), 4);
      case "YYY" -> padded(t.getYear() % 1000, 3);
      case "YY", "RR" -> padded(t.getYear() % 100, 2);
      case "Y" -> padded(t.getYear() % 10, 1);
      case "MM" -> padded(t.getMonthValue(), 2);
      case "MON" -> cased(t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 3);
      case "MONTH" -> cased(t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 9);
      case "DDD" -> padded(t.getDayOfYear(), 3);
      case "DD" -> padded(t.getDayOfMonth(), 2);
      case "D" -> padded(t.getDayOfWeek().getValue() % 7 + 1, 1);
      case "DAY" -> cased(t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 9);
      case "DY" -> cased(t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 3);
      case "HH", "HH12" -> padded((t.getHour() + 11) % 12 + 1, 2);
      case "HH24" -> padded(t.getHour(), 2);
      case "MI" -> padded(t.getMinute(), 2);
      case "SS" -> padded(t.getSecond(), 2);
      case "SSSSS" -> padded(t.toLocalTime().toSecondOfDay(), 5);
      case "AM", "PM" -> half(t.getHour() < 12 ? "AM" : "PM");
      case "A.M.", "P.M." -> half(t.getHour() < 12 ? "A.M." : "P.M.");
      case "TZH" -> offset(t) < 0 ? "-" + hours(t) : "+" + hours(t);
      case "TZM" -> padded(Math.abs(offset(t)) % 60, 2);
      default -> fraction(t, digits());
    };
  }

  /// Of the seconds of `FF3`.
  int digits() {
    return name.charAt(2) - '0';
  }

  private static int offset(ZonedDateTime t) {
    return t.getOffset().getTotalSeconds() / 60;
  }

  private static String hours(ZonedDateTime t) {
    return padded(Math.abs(offset(t)) / 60, 2);
  }

  private static String fraction(ZonedDateTime t, int digits) {
    return padded(t.get(ChronoField.NANO_OF_SECOND), 9).substring(0, digits);
  }

  private static String padded(int number, int digits) {
    return ("%0" + digits + "d").formatted(number);
  }

  /// As the element's first two letters are.
  private String cased(String full, int longest) {
    String word = full.substring(0, Math.min(longest, full.length()));
    if (Character.isLowerCase(text.charAt(0))) return word.toLowerCase(Locale.ROOT);
    return Character.isLowerCase(text.charAt(1)) ? word : word.toUpperCase(Locale.ROOT);
  }

  private String half(String word) {
    return Character.isLowerCase(text.charAt(0)) ? word.toLowerCase(Locale.ROOT) : word;
  }
}
