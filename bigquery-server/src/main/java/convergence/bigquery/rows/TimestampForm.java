package convergence.bigquery.rows;

import convergence.bigquery.http.ApiException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a client wants a TIMESTAMP written.
public enum TimestampForm {
  /// Seconds since the epoch in floating-point text, which is what a client gets that asks for
  /// nothing.
  FLOAT64 {
    @Override
    String bound(Instant at) {
      return BigDecimal.valueOf(micros(at), 6).toPlainString();
    }

    @Override
    String text(Instant at) {
      long micros = micros(at);
      var seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
      if (seconds.signum() == 0) return "0.0";
      String digits = seconds.unscaledValue().abs().toString();
      int exponent = digits.length() - 1 - seconds.scale();
      String fraction = digits.length() == 1 ? "0" : digits.substring(1);
      return (micros < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "E" + exponent;
    }
  },
  /// Whole microseconds since the epoch.
  INT64 {
    @Override
    String text(Instant at) {
      return Long.toString(micros(at));
    }
  },
  /// `2026-05-20T12:34:56.123456Z`
  ISO8601_STRING {
    @Override
    String text(Instant at) {
      return ISO.format(at.atOffset(ZoneOffset.UTC));
    }
  };

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT);

  abstract String text(Instant at);

  /// As it stands in a RANGE.
  String bound(Instant at) {
    return text(at);
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  /// What a request's format options ask for.
  ///
  /// @param named null or unspecified: nothing
  /// @param int64 the older way to ask for [#INT64]
  /// @throws ApiException both were said and differ, or there is no such form
  public static TimestampForm of(@Nullable String named, boolean int64) {
    if (named == null || named.equals("TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED"))
      return int64 ? INT64 : FLOAT64;
    for (var form : values())
      if (form.name().equals(named)) {
        if (int64 && form != INT64)
          throw ApiException.invalid(
              "Cannot specify both timestamp_as_int and timestamp_output_format.");
        return form;
      }
    throw ApiException.invalid("Invalid value for timestampOutputFormat: " + named);
  }
}
