package convergence.embedded.duckdb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/// One JSON scalar, checked against its column's type and written so that DuckDB reads exactly this value: a
/// NUMERIC as text, since it reads numbers as doubles.
final class JsonScalars {
  private static final int NUMERIC_DIGITS = 38;
  private static final int NUMERIC_DECIMALS = 9;
  private static final int BIGNUMERIC_DECIMALS = 18;
  private static final int DAY_LENGTH = 10;
  private static final int OFFSET_LENGTH = 6;

  private JsonScalars() {}

  /// @throws IllegalArgumentException it is no such value; so does ArithmeticException and
  ///     [java.time.DateTimeException]
  static void write(JsonParser in, SqlType type, JsonGenerator out) throws IOException {
    String said = in.getText();
    switch (type) {
      case STRING -> out.writeString(said);
      case GEOGRAPHY -> out.writeString(DuckTexts.heldGeography(said));
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          out.writeString(DuckTexts.heldRange(type, said.strip()));
      case INT64 -> out.writeNumber(integer(in, said.strip()));
      case FLOAT64 -> number(in, said.strip(), out);
      case NUMERIC -> out.writeString(numeric(said.strip()));
      case BOOL -> out.writeBoolean(bool(said.strip()));
      case DATE -> out.writeString(LocalDate.parse(said.strip()).toString());
      case TIME ->
          out.writeString(LocalTime.parse(said.strip()).truncatedTo(ChronoUnit.MICROS).toString());
      case DATETIME -> out.writeString(local(said.strip()).toString());
      case TIMESTAMP -> out.writeString(timestamp(in, said.strip()).toString());
      case BYTES -> out.writeString(escaped(Base64.getDecoder().decode(said.strip())));
      case BIGNUMERIC -> out.writeString(bignumeric(said.strip()));
      case INTERVAL, JSON, STRUCT -> throw new IllegalArgumentException(type.name());
    }
  }

  private static long integer(JsonParser in, String said) throws IOException {
    return in.currentToken() == JsonToken.VALUE_NUMBER_INT
        ? in.getLongValue()
        : new BigDecimal(said).longValueExact();
  }

  private static void number(JsonParser in, String said, JsonGenerator out) throws IOException {
    if (in.currentToken().isNumeric()) {
      out.writeNumber(said);
      return;
    }
    double value = Double.parseDouble(said);
    if (Double.isFinite(value)) out.writeNumber(value);
    else out.writeString(said);
  }

  private static String numeric(String said) {
    var rounded = new BigDecimal(said).setScale(NUMERIC_DECIMALS, RoundingMode.HALF_UP);
    if (rounded.precision() > NUMERIC_DIGITS) throw new ArithmeticException(said);
    return rounded.toPlainString();
  }

  private static String bignumeric(String said) {
    var exact = new BigDecimal(said).setScale(BIGNUMERIC_DECIMALS, RoundingMode.UNNECESSARY);
    if (exact.precision() > NUMERIC_DIGITS) throw new ArithmeticException(said);
    return exact.toPlainString();
  }

  private static boolean bool(String said) {
    if (said.equalsIgnoreCase("true")) return true;
    if (said.equalsIgnoreCase("false")) return false;
    throw new IllegalArgumentException(said);
  }

  private static LocalDateTime local(String said) {
    if (said.length() <= DAY_LENGTH) return LocalDate.parse(said).atStartOfDay();
    return LocalDateTime.parse(said.replace(' ', 'T')).truncatedTo(ChronoUnit.MICROS);
  }

  /// A number counts seconds since 1970.
  private static Instant timestamp(JsonParser in, String said) throws IOException {
    if (in.currentToken().isNumeric()) return epoch(in.getDecimalValue());
    String plain = said.endsWith(" UTC") ? said.substring(0, said.length() - 4) + "Z" : said;
    if (!hasZone(plain)) return local(plain).toInstant(ZoneOffset.UTC);
    return OffsetDateTime.parse(plain.replace(' ', 'T')).toInstant().truncatedTo(ChronoUnit.MICROS);
  }

  private static boolean hasZone(String said) {
    int sign = said.length() - OFFSET_LENGTH;
    return said.endsWith("Z")
        || (sign > DAY_LENGTH && (said.charAt(sign) == '+' || said.charAt(sign) == '-'));
  }

  private static Instant epoch(BigDecimal seconds) {
    return Instant.EPOCH.plus(
        seconds.movePointRight(6).setScale(0, RoundingMode.FLOOR).longValueExact(),
        ChronoUnit.MICROS);
  }

  /// As DuckDB casts text to BLOB.
  private static String escaped(byte[] bytes) {
    var text = new StringBuilder(bytes.length * 4);
    for (byte b : bytes) text.append(String.format("\\x%02X", b));
    return text.toString();
  }
}
