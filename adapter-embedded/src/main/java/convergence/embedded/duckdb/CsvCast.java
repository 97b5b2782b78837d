package convergence.embedded.duckdb;

import convergence.warehouse.SqlType;

/// DuckDB expressions that turn a CSV field's text into a value, or into NULL where it is none. DuckDB's own
/// casts are too kind: `1.7` would become the integer 2, `infinity` a date. A NUMERIC with more than nine
/// decimals is rounded, halves away from zero, as BigQuery does.
final class CsvCast {
  private static final String NUMBER = "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?";
  private static final String EXACT = "[+-]?([0-9]{1,20}([.][0-9]{0,18})?|[.][0-9]{1,18})";
  private static final String DAY = "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}";
  private static final String CLOCK = "[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]+)?)?";
  private static final String ZONE =
      " ?(UTC|[zZ]|[+-][0-9]{1,2}(:?[0-9]{2})?| [A-Za-z_]+/[A-Za-z_/]+)?";

  private CsvCast() {}

  static boolean known(SqlType type) {
    return switch (type) {
      case STRING,
          BYTES,
          INT64,
          FLOAT64,
          NUMERIC,
          BIGNUMERIC,
          BOOL,
          DATE,
          DATETIME,
          TIME,
          TIMESTAMP,
          JSON ->
          true;
      case INTERVAL, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, STRUCT -> false;
    };
  }

  static String of(String raw, SqlType type) {
    return switch (type) {
      case STRING -> raw;
      case BYTES -> "TRY(from_base64(" + raw + "))";
      case INT64 -> when(raw, "[+-]?[0-9]+", "BIGINT");
      case NUMERIC -> when(raw, NUMBER, "DECIMAL(38,9)");
      case BIGNUMERIC -> when(raw, EXACT, "DECIMAL(38,18)");
      case FLOAT64 -> when(raw, NUMBER + "|[+-]?([iI][nN][fF](inity)?|[nN][aA][nN])", "DOUBLE");
      case BOOL ->
          "CASE WHEN lower(trim(%1$s)) IN ('true', 't', 'yes', 'y', '1') THEN true WHEN lower(trim(%1$s)) IN ('false', 'f', 'no', 'n', '0') THEN false END"
              .formatted(raw);
      case DATE -> when(raw, DAY, "DATE");
      case TIME -> when(raw, CLOCK, "TIME");
      case DATETIME -> when(raw, DAY + "([ tT]" + CLOCK + ")?", "TIMESTAMP");
      case TIMESTAMP -> when(raw, DAY + "([ tT]" + CLOCK + ")?(" + ZONE + ")", "TIMESTAMPTZ");
      case JSON -> "TRY_CAST(" + raw + " AS JSON)";
      case INTERVAL, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, STRUCT ->
          throw new IllegalArgumentException("not in a CSV: " + type);
    };
  }

  private static String when(String raw, String shape, String type) {
    return "CASE WHEN regexp_full_match(trim(%1$s), '%2$s') THEN TRY_CAST(trim(%1$s) AS %3$s) END"
        .formatted(raw, shape, type);
  }
}
