package convergence.bigquery.rows;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text to values, with BigQuery's leniency for loads, streamed rows and parameters.
public final class Texts {
  /// The text is no value of the type.
  public static final class BadText extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadText(String what, String text) {
      super("Cannot convert value to " + what + " (bad value): " + shortened(text));
    }

    private static String shortened(String text) {
      return text.length() <= 128 ? text : text.substring(0, 128) + "...";
    }
  }

  private static final Pattern DATE = Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})");
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,12}))?)?");
  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4}[-/]\\d{1,2}[-/]\\d{1,2})(?:[T"
              + " ]\\s*(\\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:\\.\\d{1,12})?)?))?\\s*(.*)",
          Pattern.CASE_INSENSITIVE);

  /// In a RANGE: there is no bound.
  public static final String UNBOUNDED = "UNBOUNDED";

  private static final Pattern RANGE = Pattern.compile("\\[[^\\[,]+, [^,)]+\\)");
  private static final BigDecimal NUMERIC_LIMIT = BigDecimal.TEN.pow(29);
  private static final BigDecimal BIGNUMERIC_LIMIT = new BigDecimal(BigInteger.TWO.pow(255), 38);

  private Texts() {}

  /// @throws BadText it is none
  public static Object value(SqlType type, String text) {
    try {
      return switch (type) {
        case STRING -> text;
        case GEOGRAPHY -> geography(text);
        case INTERVAL -> interval(text);
        case JSON -> text;
        case INT64 -> int64(text);
        case FLOAT64 -> float64(text);
        case NUMERIC -> decimal(text, 9, NUMERIC_LIMIT);
        case BIGNUMERIC -> decimal(text, 38, BIGNUMERIC_LIMIT);
        case BOOL -> bool(text);
        case BYTES -> bytes(text);
        case DATE -> date(text.strip());
        case TIME -> time(text.strip());
        case DATETIME -> datetime(text.strip());
        case TIMESTAMP -> timestamp(text.strip());
        case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> range(text.strip());
        case STRUCT -> throw new BadText("record", text);
      };
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException _) {
      throw new BadText(word(type), text);
    }
  }

  private static String word(SqlType type) {
    return switch (type) {
      case INT64 -> "integer";
      case FLOAT64 -> "float";
      case BOOL -> "boolean";
      case STRUCT -> "record";
      case STRING,
          BYTES,
          NUMERIC,
          BIGNUMERIC,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP ->
          type.toString().toLowerCase(Locale.ROOT);
    };
  }

  /// A RANGE as text.
  ///
  /// @param start, end null: there is none
  public static String range(@Nullable String start, @Nullable String end) {
    return "[" + (start == null ? UNBOUNDED : start) + ", " + (end == null ? UNBOUNDED : end) + ")";
  }

  /// Whether its bounds are such is for whoever takes it in.
  private static String range(String text) {
    if (!RANGE.matcher(text).matches()) throw new IllegalArgumentException(text);
    return text;
  }

  /// Lines may end within it.
  private static byte[] bytes(String text) {
    String one = text.indexOf('\n') < 0 ? text : text.replace("\r", "").replace("\n", "");
    return Base64.getDecoder().decode(one.replace('-', '+').replace('_', '/'));
  }

  private static String geography(String text) {
    String _ = DuckTexts.heldGeography(text);
    return text;
  }

  private static String interval(String text) {
    String _ = DuckTexts.heldInterval(text);
    return text;
  }

  private static Long int64(String text) {
    String stripped = text.strip();
    try {
      return Long.valueOf(stripped);
    } catch (NumberFormatException _) {
      return new BigDecimal(stripped).longValueExact();
    }
  }

  private static Double float64(String text) {
    String stripped = text.strip().toLowerCase(Locale.ROOT);
    return switch (stripped) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> new BigDecimal(stripped).doubleValue();
    };
  }

  private static BigDecimal decimal(String text, int scale, BigDecimal limit) {
    var value = new BigDecimal(text.strip());
    if (value.scale() > scale) value = value.setScale(scale, RoundingMode.HALF_UP);
    if (value.abs().compareTo(limit) >= 0) throw new ArithmeticException("out of range");
    return value;
  }

  private static Boolean bool(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> true;
      case "false", "f", "no", "n", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static LocalDate date(String text) {
    if (text.length() == 10 && text.charAt(4) == '-' && text.charAt(7) == '-') {
      // What most files hold, without the cost of the pattern.
      int year = digits(text, 0, 4);
      int month = digits(text, 5, 7);
      int day = digits(text, 8, 10);
      if (year >= 0 && month >= 0 && day >= 0) return LocalDate.of(year, month, day);
    }
    Matcher parts = DATE.matcher(text);
    if (!parts.matches()) throw new IllegalArgumentException(text);
    return LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
  }

  /// @return -1: not all of them are digits
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) return -1;
      number = number * 10 + digit;
    }
    return number;
  }

  private static LocalTime time(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) throw new IllegalArgumentException(text);
    int second = parts.group(3) == null ? 0 : number(parts, 3);
    int nano =
        parts.group(4) == null
            ? 0
            : Integer.parseInt((parts.group(4) + "00000000").substring(0, 9));
    return LocalTime.of(number(parts, 1), number(parts, 2), second, nano / 1000 * 1000);
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static LocalDateTime datetime(String text) {
    Matcher parts = MOMENT.matcher(text);
    if (!parts.matches() || !parts.group(3).isEmpty()) throw new IllegalArgumentException(text);
    return local(parts);
  }

  private static LocalDateTime local(Matcher parts) {
    var date = date(parts.group(1));
    return parts.group(2) == null ? date.atStartOfDay() : date.atTime(time(parts.group(2)));
  }

  /// Calendar text with or without a zone, or seconds since the epoch.
  private static Instant timestamp(String text) {
    Matcher parts = MOMENT.matcher(text);
    if (parts.matches()) return local(parts).atZone(zone(parts.group(3))).toInstant();
    var seconds = new BigDecimal(text);
    // Loads take whole numbers of this size for milli- and microseconds.
    if (seconds.abs().compareTo(BigDecimal.valueOf(253_402_300_800L)) >= 0)
      throw new ArithmeticException(text);
    long micros = seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
    return Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
  }

  private static ZoneId zone(String text) {
    if (text.isEmpty() || text.equalsIgnoreCase("Z") || text.equalsIgnoreCase("UTC"))
      return ZoneOffset.UTC;
    if (text.matches("[+-]\\d{1,2}(:\\d{2})?")) {
      var parts = text.substring(1).split(":");
      int minutes =
          Integer.parseInt(parts[0]) * 60 + (parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
      return ZoneOffset.ofTotalSeconds((text.charAt(0) == '-' ? -60 : 60) * minutes);
    }
    if (text.matches("[+-]\\d{4}")) return zone(text.substring(0, 3) + ":" + text.substring(3));
    return ZoneId.of(text);
  }
}
