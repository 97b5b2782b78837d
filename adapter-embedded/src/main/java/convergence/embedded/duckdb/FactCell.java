package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTexts;
import convergence.warehouse.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// One value of a fact into one cell. A value that is not of the column's type becomes NULL: a metadata row
/// with a gap is worth more than a batch that never ships.
final class FactCell {
  private FactCell() {}

  static void append(DuckDBAppender appender, Column column, @Nullable Object value)
      throws SQLException {
    if (value == null) appender.appendNull();
    else if (column.repeated()) list(appender, value);
    else one(appender, column, value);
  }

  private static void list(DuckDBAppender appender, Object value) throws SQLException {
    if (value instanceof Collection<?> elements) appender.append(elements);
    else appender.appendNull();
  }

  private static void one(DuckDBAppender appender, Column column, Object value)
      throws SQLException {
    switch (column.type()) {
      case STRING, JSON -> appender.append(value.toString());
      case GEOGRAPHY -> appender.append(DuckTexts.heldGeography(value.toString()));
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          appender.append(DuckTexts.heldRange(column.type(), value.toString()));
      case INT64 -> {
        if (value instanceof Number number) appender.append(number.longValue());
        else appender.appendNull();
      }
      case FLOAT64 -> {
        if (value instanceof Number number) appender.append(number.doubleValue());
        else appender.appendNull();
      }
      case NUMERIC -> decimal(appender, value, 9);
      case BIGNUMERIC -> decimal(appender, value, 18);
      case BOOL -> {
        if (value instanceof Boolean bool) appender.append(bool.booleanValue());
        else appender.appendNull();
      }
      case TIMESTAMP -> {
        if (value instanceof Instant instant) appender.append(instant.atOffset(ZoneOffset.UTC));
        else appender.appendNull();
      }
      case DATE -> {
        if (value instanceof LocalDate date) appender.append(date);
        else appender.appendNull();
      }
      case BYTES -> {
        // A fact carries bytes as Base64.
        if (value instanceof String text) appender.append(Base64.getDecoder().decode(text));
        else appender.appendNull();
      }
      case DATETIME, TIME, INTERVAL, STRUCT -> appender.appendNull();
    }
  }

  private static void decimal(DuckDBAppender appender, Object value, int decimals)
      throws SQLException {
    if (value instanceof Number number)
      appender.append(new BigDecimal(number.toString()).setScale(decimals, RoundingMode.HALF_UP));
    else appender.appendNull();
  }
}
