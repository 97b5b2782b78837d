package convergence.embedded.duckdb.sql;

import convergence.embedded.duckdb.sql.Udf.Kind;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// CAST … FORMAT between texts and dates and times, and between texts and bytes.
final class CastFormats {
  private CastFormats() {}

  /// @param text of the value
  static String cast(String text, IrType from, IrType to, Expr.Cast.Format format) {
    if (from.is(SqlType.BYTES) && to.is(SqlType.STRING))
      return Patterns.fill(
          encoding(format, "lower(hex({0}))", "to_base64({0})", "decode({0})"), List.of(text));
    if (from.is(SqlType.STRING) && to.is(SqlType.BYTES))
      return Patterns.fill(
          encoding(
              format, "unhex(gs_checked_hex({0}))", "unhex(gs_base64_to_hex({0}))", "encode({0})"),
          List.of(text));
    String pattern = DuckTypes.literal(format.pattern());
    String zone = DuckTypes.literal(format.zone() == null ? "UTC" : format.zone());
    if (to.is(SqlType.STRING) && from instanceof IrType.Scalar(var type)) {
      String local =
          switch (type) {
            case DATE -> "CAST(" + text + " AS TIMESTAMP)";
            case DATETIME -> text;
            case TIME -> "(DATE '1970-01-01' + " + text + ")";
            case TIMESTAMP -> "";
            default -> throw refused(from, to);
          };
      CastPatterns.checkWritten(format.pattern(), type);
      return local.isEmpty()
          ? Udfs.call("gs_write_timestamp_as", pattern, text, zone)
          : Udfs.call("gs_write_as", pattern, local);
    }
    if (!from.is(SqlType.STRING) || !(to instanceof IrType.Scalar(var type)))
      throw refused(from, to);
    String utc =
        switch (type) {
          case DATE -> "CAST(CAST({0} AS TIMESTAMP) AS DATE)";
          case DATETIME -> "CAST({0} AS TIMESTAMP)";
          case TIME -> "CAST(CAST({0} AS TIMESTAMP) AS TIME)";
          case TIMESTAMP -> "{0}";
          default -> throw refused(from, to);
        };
    CastPatterns.checkRead(format.pattern(), type);
    // What a pattern does not name is the current year and month.
    String call = Udfs.call("gs_read_as", pattern, text, zone, "now()");
    return Patterns.fill(utc, List.of(call));
  }

  private static String encoding(
      Expr.Cast.Format format, String hex, String base64, String characters) {
    return switch (format.pattern().toUpperCase(Locale.ROOT)) {
      case "HEX", "BASE16" -> hex;
      case "BASE64" -> base64;
      case "UTF-8", "UTF8" -> characters;
      default -> throw Unsupported.of("CAST … FORMAT '" + format.pattern() + "' of BYTES");
    };
  }

  private static RuntimeException refused(IrType from, IrType to) {
    return Unsupported.of("CAST from " + from + " to " + to + " with FORMAT");
  }

  static List<Udf> udfs() {
    return List.of(
        Udf.of(
            "gs_write_as",
            Kind.TEXT,
            a -> print((String) a[0], ((LocalDateTime) a[1]).atZone(ZoneOffset.UTC)),
            Kind.TEXT,
            Kind.DATETIME),
        Udf.of(
            "gs_write_timestamp_as",
            Kind.TEXT,
            a ->
                print(
                    (String) a[0],
                    TimeUdfs.inMinutes((OffsetDateTime) a[1], TimeUdfs.zone((String) a[2]))),
            Kind.TEXT,
            Kind.TIMESTAMP,
            Kind.TEXT),
        Udf.of(
            "gs_read_as",
            Kind.TIMESTAMP,
            a ->
                CastReader.read(
                    CastElement.of((String) a[0]),
                    (String) a[1],
                    ((OffsetDateTime) a[3]).atZoneSameInstant(TimeUdfs.zone((String) a[2]))),
            Kind.TEXT,
            Kind.TEXT,
            Kind.TEXT,
            Kind.TIMESTAMP));
  }

  private static String print(String pattern, ZonedDateTime time) {
    return CastElement.of(pattern).stream().map(e -> e.print(time)).collect(Collectors.joining());
  }
}
