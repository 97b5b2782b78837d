package convergence.embedded.duckdb.sql;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Three counts that are never mixed, as GoogleSQL's INTERVAL and DuckDB's have them.
record Interval(long months, long days, long micros) {
  private static final long MOST_MONTHS = 120_000;
  private static final long MOST_DAYS = 3_660_000;
  private static final long MOST_MICROS = 316_224_000_000_000_000L;
  private static final long DAY = 86_400_000_000L;
  private static final long SECOND = 1_000_000;
  private static final Pattern CANONICAL =
      Pattern.compile(
          "\\s*(?:([+-]?)(\\d+)-(\\d+))?\\s*(?:\\s([+-]?\\d+))?\\s*"
              + "(?:\\s([+-]?)(\\d+):(\\d+):(\\d+)(?:\\.(\\d{1,9}))?)?\\s*");

  Interval {
    if (Math.abs(months) > MOST_MONTHS
        || Math.abs(days) > MOST_DAYS
        || Math.abs(micros) > MOST_MICROS) throw new QueryError("Interval value is out of range");
  }

  static Interval ofParts(String parts) {
    String[] numbers = parts.split(" ", -1);
    return new Interval(
        Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
  }

  private static final Pattern DUCK =
      Pattern.compile(
          "(?:(-?\\d+) years? ?)?(?:(-?\\d+) mons? ?)?(?:(-?\\d+) months? ?)?(?:(-?\\d+) days? ?)?"
              + "(?:(-?)(\\d+):(\\d+):(\\d+)(?:\\.(\\d+))?)?");

  /// What DuckDB's driver shows.
  static Interval ofDuckText(String text) {
    var parts = DUCK.matcher(text);
    if (!parts.matches()) throw new IllegalArgumentException("no interval: " + text);
    long micros = 0;
    if (parts.group(6) != null) {
      long seconds =
          number(parts.group(6)) * 3600 + number(parts.group(7)) * 60 + number(parts.group(8));
      String fraction = parts.group(9) == null ? "" : parts.group(9);
      micros = seconds * SECOND + Long.parseLong((fraction + "000000").substring(0, 6));
      if (parts.group(5).equals("-")) micros = -micros;
    }
    return new Interval(
        number(parts.group(1)) * 12 + number(parts.group(2)) + number(parts.group(3)),
        number(parts.group(4)),
        micros);
  }

  /// What DuckDB casts to its INTERVAL.
  String duckText() {
    return months + " months " + days + " days " + micros + " microseconds";
  }

  /// `Y-M D H:M:S`, each part with its sign.
  String canonical() {
    long time = Math.abs(micros);
    return "%s%d-%d %d %s%d:%d:%d%s"
        .formatted(
            months < 0 ? "-" : "",
            Math.abs(months) / 12,
            Math.abs(months) % 12,
            days,
            micros < 0 ? "-" : "",
            time / (3600 * SECOND),
            time / (60 * SECOND) % 60,
            time / SECOND % 60,
            TimeTexts.fraction((int) (time % SECOND)));
  }

  static Interval parse(String text) {
    var iso = text.strip();
    if (iso.startsWith("P") || iso.startsWith("-P")) return parseIso(iso);
    var parts = CANONICAL.matcher(" " + text);
    if (!parts.matches() || text.isBlank())
      throw new QueryError("Invalid INTERVAL value '" + text + "'");
    long months = 0;
    if (parts.group(2) != null)
      months =
          signed(
              parts.group(1), Long.parseLong(parts.group(2)) * 12 + Long.parseLong(parts.group(3)));
    long days = parts.group(4) == null ? 0 : Long.parseLong(parts.group(4).replace("+", ""));
    long micros = 0;
    if (parts.group(6) != null) {
      long seconds =
          Long.parseLong(parts.group(6)) * 3600
              + Long.parseLong(parts.group(7)) * 60
              + Long.parseLong(parts.group(8));
      String fraction = parts.group(9) == null ? "" : parts.group(9);
      micros =
          signed(
              parts.group(5),
              seconds * SECOND + Long.parseLong((fraction + "000000").substring(0, 6)));
    }
    return new Interval(months, days, micros);
  }

  private static final Pattern ISO =
      Pattern.compile(
          "P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?(?:(-?\\d+)W)?(?:(-?\\d+)D)?"
              + "(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?(?:(-?)(\\d+)(?:\\.(\\d{1,9}))?S)?)?");

  private static Interval parseIso(String text) {
    var parts = ISO.matcher(text);
    if (!parts.matches() || text.endsWith("T") || text.equals("P"))
      throw new QueryError("Invalid INTERVAL value '" + text + "'");
    long seconds = number(parts.group(5)) * 3600 + number(parts.group(6)) * 60;
    String fraction = parts.group(9) == null ? "" : parts.group(9);
    long micros =
        number(parts.group(8)) * SECOND + Long.parseLong((fraction + "000000").substring(0, 6));
    return new Interval(
        number(parts.group(1)) * 12 + number(parts.group(2)),
        number(parts.group(3)) * 7 + number(parts.group(4)),
        seconds * SECOND + ("-".equals(parts.group(7)) ? -micros : micros));
  }

  private static long number(@Nullable String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  private static long signed(String sign, long number) {
    return sign.equals("-") ? -number : number;
  }

  /// `P1Y2M3DT4H5M6.7S`.
  String iso() {
    var text = new StringBuilder("P");
    part(text, months / 12, 'Y');
    part(text, months % 12, 'M');
    part(text, days, 'D');
    if (micros != 0) {
      text.append('T');
      part(text, micros / (3600 * SECOND), 'H');
      part(text, micros / (60 * SECOND) % 60, 'M');
      long rest = micros % (60 * SECOND);
      if (rest != 0) {
        String fraction =
            rest % SECOND == 0
                ? ""
                : ".%06d".formatted(Math.abs(rest % SECOND)).replaceAll("0+$", "");
        text.append(rest < 0 ? "-" : "")
            .append(Math.abs(rest / SECOND))
            .append(fraction)
            .append('S');
      }
    }
    return text.length() == 1 ? "P0Y" : text.toString();
  }

  private static void part(StringBuilder text, long number, char unit) {
    if (number != 0) text.append(number).append(unit);
  }

  static Interval of(long number, String part) {
    try {
      return switch (part.toUpperCase(Locale.ROOT)) {
        case "YEAR" -> new Interval(Math.multiplyExact(number, 12L), 0, 0);
        case "QUARTER" -> new Interval(Math.multiplyExact(number, 3L), 0, 0);
        case "MONTH" -> new Interval(number, 0, 0);
        case "WEEK" -> new Interval(0, Math.multiplyExact(number, 7L), 0);
        case "DAY" -> new Interval(0, number, 0);
        case "HOUR" -> new Interval(0, 0, Math.multiplyExact(number, 3600 * SECOND));
        case "MINUTE" -> new Interval(0, 0, Math.multiplyExact(number, 60 * SECOND));
        case "SECOND" -> new Interval(0, 0, Math.multiplyExact(number, SECOND));
        case "MILLISECOND" -> new Interval(0, 0, Math.multiplyExact(number, 1000L));
        case "MICROSECOND" -> new Interval(0, 0, number);
        default -> throw new QueryError("Invalid interval part " + part);
      };
    } catch (ArithmeticException e) {
      throw new QueryError("Interval value is out of range");
    }
  }

  Interval plus(Interval other) {
    return new Interval(months + other.months, days + other.days, micros + other.micros);
  }

  Interval times(long factor) {
    try {
      return new Interval(
          Math.multiplyExact(months, factor),
          Math.multiplyExact(days, factor),
          Math.multiplyExact(micros, factor));
    } catch (ArithmeticException e) {
      throw new QueryError("Interval value is out of range");
    }
  }

  /// What months leave becomes days of 30 to a month, what days leave becomes time.
  Interval over(long divisor) {
    if (divisor == 0) throw new QueryError("Interval division by zero");
    BigInteger by = BigInteger.valueOf(divisor);
    BigInteger[] byMonths = BigInteger.valueOf(months).divideAndRemainder(by);
    BigInteger[] byDays =
        BigInteger.valueOf(days)
            .add(byMonths[1].multiply(BigInteger.valueOf(30)))
            .divideAndRemainder(by);
    BigInteger time =
        BigInteger.valueOf(micros).add(byDays[1].multiply(BigInteger.valueOf(DAY))).divide(by);
    return new Interval(byMonths[0].longValue(), byDays[0].longValue(), time.longValue());
  }

  /// Whole days of the time become days.
  Interval justifiedHours() {
    return carried(months, days, micros);
  }

  private static Interval carried(long months, long days, long micros) {
    long allDays = days + micros / DAY;
    long rest = micros % DAY;
    if (allDays > 0 && rest < 0) {
      allDays--;
      rest += DAY;
    } else if (allDays < 0 && rest > 0) {
      allDays++;
      rest -= DAY;
    }
    return new Interval(months, allDays, rest);
  }

  /// Thirty days become a month.
  Interval justifiedDays() {
    long allMonths = months + days / 30;
    long rest = days % 30;
    if (allMonths > 0 && rest < 0) {
      allMonths--;
      rest += 30;
    } else if (allMonths < 0 && rest > 0) {
      allMonths++;
      rest -= 30;
    }
    return new Interval(allMonths, rest, micros);
  }

  Interval justified() {
    var daily = justifiedHours().justifiedDays();
    if (daily.months > 0 && (daily.days < 0 || (daily.days == 0 && daily.micros < 0)))
      daily = new Interval(daily.months - 1, daily.days + 30, daily.micros);
    else if (daily.months < 0 && (daily.days > 0 || (daily.days == 0 && daily.micros > 0)))
      daily = new Interval(daily.months + 1, daily.days - 30, daily.micros);
    return daily.justifiedHours();
  }
}
