package convergence.template;

import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Typed values as canonical text, from what JSON or YAML gave. The exceptions' messages say what was wanted
/// and never repeat the value.
final class Values {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final int NUMERIC_SCALE = 9;
  private static final BigDecimal NUMERIC_LIMIT = BigDecimal.TEN.pow(29);

  private Values() {}

  /// @param value `String`, a `Number`, `Boolean` or null
  /// @return canonical text as in [SqlValue], null for NULL
  /// @throws IllegalArgumentException with what it must be
  static @Nullable String canonical(SqlType type, @Nullable Object value) {
    if (value == null) return null;
    return switch (type) {
      case STRING -> string(value);
      case INT64 -> int64(value);
      case NUMERIC -> numeric(value);
      case FLOAT64 -> float64(value);
      case BOOL -> bool(value);
      case DATE -> date(value).toString();
      case TIMESTAMP -> timestamp(value);
      case BYTES,
          BIGNUMERIC,
          DATETIME,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          throw new IllegalArgumentException("has a type that no parameter has");
    };
  }

  /// The value as JSON shows it.
  static @Nullable Object shown(SqlType type, @Nullable String canonical) {
    if (canonical == null) return null;
    return switch (type) {
      case INT64 -> Long.valueOf(canonical);
      case NUMERIC -> new BigDecimal(canonical);
      case FLOAT64 -> Double.valueOf(canonical);
      case BOOL -> Boolean.valueOf(canonical);
      case STRING,
          DATE,
          TIMESTAMP,
          BYTES,
          BIGNUMERIC,
          DATETIME,
          TIME,
          INTERVAL,
          JSON,
          GEOGRAPHY,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          canonical;
    };
  }

  /// The type that a bare YAML value has.
  static SqlType typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> SqlType.STRING;
      case Boolean _ -> SqlType.BOOL;
      case Long _ -> SqlType.INT64;
      case BigDecimal _ -> SqlType.NUMERIC;
      default -> SqlType.STRING;
    };
  }

  private static String string(Object value) {
    if (!(value instanceof String text)) throw new IllegalArgumentException("must be text");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) i++;
      else if (Character.isSurrogate(c))
        throw new IllegalArgumentException("must be text that UTF-8 can hold (a lone surrogate)");
    }
    return text;
  }

  private static String int64(Object value) {
    try {
      return switch (value) {
        case Integer number -> number.toString();
        case Long number -> number.toString();
        case BigInteger number -> Long.toString(number.longValueExact());
        case Number number -> Long.toString(decimal(number).longValueExact());
        case String text when text.length() <= 20 -> Long.toString(Long.parseLong(text));
        default -> throw new IllegalArgumentException("");
      };
    } catch (ArithmeticException | IllegalArgumentException _) {
      throw new IllegalArgumentException("must be a whole number of 64 bits");
    }
  }

  private static String numeric(Object value) {
    try {
      var number = decimal(value).setScale(NUMERIC_SCALE, RoundingMode.UNNECESSARY);
      if (number.abs().compareTo(NUMERIC_LIMIT) >= 0) throw new ArithmeticException();
      var plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
      return plain.toPlainString();
    } catch (ArithmeticException | IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "must be a decimal number with at most 29 digits before and 9 after the point");
    }
  }

  private static String float64(Object value) {
    try {
      double number = decimal(value).doubleValue();
      if (Double.isInfinite(number)) throw new IllegalArgumentException();
      return Double.toString(number);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("must be a number");
    }
  }

  private static BigDecimal decimal(Object value) {
    var number =
        switch (value) {
          case BigDecimal decimal -> decimal;
          case BigInteger whole -> new BigDecimal(whole);
          case Double real when !Double.isFinite(real) -> throw new IllegalArgumentException();
          case Number plain -> new BigDecimal(plain.toString());
          case String text when text.length() <= 400 -> new BigDecimal(text);
          default -> throw new IllegalArgumentException();
        };
    // An exponent of millions is one word to write and a megabyte to print.
    if (Math.abs((long) number.scale()) > 400 || number.precision() > 400)
      throw new IllegalArgumentException();
    return number;
  }

  private static String bool(Object value) {
    if (value instanceof Boolean flag) return flag.toString();
    if (value instanceof String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (lower.equals("true") || lower.equals("false")) return lower;
    }
    throw new IllegalArgumentException("must be true or false");
  }

  static LocalDate date(Object value) {
    if (value instanceof String text && DATE.matcher(text).matches() && !text.startsWith("0000")) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException _) {
        throw new IllegalArgumentException("must be a date that exists, written yyyy-mm-dd");
      }
    }
    throw new IllegalArgumentException("must be a date written yyyy-mm-dd");
  }

  private static String timestamp(Object value) {
    if (value instanceof String text && text.length() <= 40) {
      try {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        int year = instant.atOffset(java.time.ZoneOffset.UTC).getYear();
        if (year >= 1 && year <= 9999) return instant.toString();
      } catch (DateTimeException _) {
        // Said below.
      }
    }
    throw new IllegalArgumentException("must be an instant written 2025-01-31T12:00:00Z");
  }

  static SqlValue of(SqlType type, @Nullable String canonical) {
    return new SqlValue(type, canonical);
  }
}
