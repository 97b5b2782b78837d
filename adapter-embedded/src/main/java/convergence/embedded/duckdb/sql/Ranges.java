package convergence.embedded.duckdb.sql;

import convergence.warehouse.SqlType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ranges as DuckDB holds them, `[2024-01-01, infinity)`: texts that are equal and ordered as the ranges are. Bounds
/// have a fixed width, `2024-01-01`, `2024-01-01 10:00:00.000000` or `2024-01-01 10:00:00.000000+00`; one that is not
/// there is `-infinity` or `infinity`, which stand before and behind all digits. Outside they are `[2024-01-01,
/// UNBOUNDED)`.
final class Ranges {
  static final String FIRST = "-infinity";
  static final String LAST = "infinity";
  private static final String UNBOUNDED = "UNBOUNDED";
  private static final Pattern RANGE = Pattern.compile("\\[(.*), (.*)\\)");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final String ZONE = "+00";
  private static final int MOST_YEAR = 9999;

  private Ranges() {}

  /// @param type a RANGE
  /// @param text as GoogleSQL writes it
  /// @throws QueryError it is none
  static String held(SqlType type, String text) {
    var parts = RANGE.matcher(text);
    if (!parts.matches())
      throw new QueryError(
          "Failed to parse range: range must be formatted exactly as [START, END), but found: \""
              + text
              + "\"");
    String start = bound(type, parts.group(1), FIRST);
    String end = bound(type, parts.group(2), LAST);
    return held(start, end);
  }

  /// A range, if its bounds stand in order.
  static String ordered(String held) {
    var parts = parts(held);
    return held(parts.group(1), parts.group(2));
  }

  private static String held(String start, String end) {
    if (start.compareTo(end) >= 0)
      throw new QueryError("Range start element must be smaller than range end element");
    return "[" + start + ", " + end + ")";
  }

  private static String bound(SqlType type, String text, String none) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.equals(UNBOUNDED) || upper.equals("NULL")) return none;
    return switch (type) {
      case RANGE_DATE -> TimeTexts.date(text).toString();
      case RANGE_DATETIME -> MICROS.format(TimeTexts.datetime(text));
      case RANGE_TIMESTAMP -> written(TimeTexts.timestamp(text, ZoneId.of("UTC")));
      default -> throw new IllegalArgumentException("no RANGE: " + type);
    };
  }

  private static String written(OffsetDateTime time) {
    return MICROS.format(time.withOffsetSameInstant(ZoneOffset.UTC)) + ZONE;
  }

  /// As GoogleSQL writes a range that is held.
  static String shown(String held) {
    var parts = parts(held);
    return "[" + shownBound(parts.group(1)) + ", " + shownBound(parts.group(2)) + ")";
  }

  /// `{"start":"2024-01-01","end":null}`
  static String json(String held) {
    var parts = parts(held);
    return "{\"start\":"
        + jsonBound(parts.group(1))
        + ",\"end\":"
        + jsonBound(parts.group(2))
        + "}";
  }

  private static String jsonBound(String bound) {
    String shown = shownBound(bound);
    if (shown.equals(UNBOUNDED)) return "null";
    return '"' + shown.replace(' ', 'T').replace(ZONE, "Z") + '"';
  }

  private static String shownBound(String bound) {
    if (bound.endsWith(LAST)) return UNBOUNDED;
    if (bound.indexOf(' ') < 0) return bound;
    return TimeTexts.print(time(bound)) + (bound.endsWith(ZONE) ? ZONE : "");
  }

  private static LocalDateTime time(String bound) {
    return LocalDateTime.parse(bound.replace(ZONE, "").replace(' ', 'T'));
  }

  private static Matcher parts(String held) {
    var parts = RANGE.matcher(held);
    if (!parts.matches()) throw new IllegalArgumentException("no range: " + held);
    return parts;
  }

  /// GENERATE_RANGE_ARRAY: the range cut into pieces of one length.
  ///
  /// @param last a last piece that is shorter is one, too
  static List<String> pieces(String held, Interval step, boolean last) {
    var parts = parts(held);
    String start = parts.group(1);
    String end = parts.group(2);
    if (start.equals(FIRST) || end.equals(LAST))
      throw new QueryError("input RANGE cannot have UNBOUNDED endpoints");
    check(step, start);
    List<String> pieces = new ArrayList<>();
    String from = start;
    for (int i = 1; from.compareTo(end) < 0; i++) {
      String to = plus(start, step, i);
      if (to.compareTo(end) > 0) {
        if (last) pieces.add("[" + from + ", " + end + ")");
        break;
      }
      pieces.add("[" + from + ", " + to + ")");
      from = to;
    }
    return pieces;
  }

  private static void check(Interval step, String start) {
    boolean date = start.indexOf(' ') < 0;
    if (step.months() < 0 || step.days() < 0 || step.micros() < 0)
      throw new QueryError("step cannot be negative");
    if (step.months() == 0 && step.days() == 0 && step.micros() == 0)
      throw new QueryError("step cannot be 0");
    if (date && step.micros() != 0)
      throw new QueryError("step with non-zero (H:M:S[.F]) part is not supported");
    if (start.endsWith(ZONE) && step.months() != 0)
      throw new QueryError("step with non-zero MONTH or YEAR part is not supported");
    if (step.months() != 0 && (step.days() != 0 || step.micros() != 0))
      throw new QueryError(
          date
              ? "step should either have the Y-M part or the DAY part"
              : "step should either have the Y-M part or the D and (H:M:S[.F]) parts");
  }

  /// Behind the last year all bounds are {@value LAST}.
  private static String plus(String bound, Interval step, int times) {
    boolean date = bound.indexOf(' ') < 0;
    var time =
        (date ? LocalDate.parse(bound).atStartOfDay() : time(bound))
            .plusMonths(step.months() * times)
            .plusDays(step.days() * times)
            .plus(step.micros() * times, ChronoUnit.MICROS);
    if (time.getYear() > MOST_YEAR) return LAST;
    if (date) return time.toLocalDate().toString();
    return MICROS.format(time) + (bound.endsWith(ZONE) ? ZONE : "");
  }
}
