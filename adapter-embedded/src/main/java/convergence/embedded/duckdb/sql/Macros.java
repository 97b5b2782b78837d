package convergence.embedded.duckdb.sql;

import java.util.List;
import java.util.stream.Stream;

/// Functions written in DuckDB's SQL, where its own ones have other semantics. They are created anew in each session,
/// so none of them lies in a file. `gs_fail` raises its text as the query's error.
final class Macros {
  private Macros() {}

  static List<String> statements() {
    return Stream.of(
            BODIES, FloatMacros.bodies(), RangeFunctions.macros(), GeographyFunctions.macros())
        .flatMap(List::stream)
        .map(body -> "CREATE OR REPLACE TEMP MACRO " + body)
        .toList();
  }

  private static final List<String> BODIES =
      List.of(
          // NaN: unequal to everything, neither less nor greater. Unknown only with NULL.
          "gs_eq(a, b) AS CASE WHEN isnan(a) THEN CASE WHEN b IS NULL THEN NULL ELSE false END"
              + " ELSE a = b END",
          "gs_lt(a, b) AS CASE WHEN isnan(a) OR isnan(b)"
              + " THEN CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE false END ELSE a < b END",
          "gs_le(a, b) AS CASE WHEN isnan(a) OR isnan(b)"
              + " THEN CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE false END ELSE a <= b END",
          "gs_no_nan(a) AS CASE WHEN isnan(a)"
              + " THEN CAST(gs_fail('NaN in a percentile is not supported by the embedded warehouse;"
              + " write it in another way') AS DOUBLE) ELSE a END",
          // FLOAT64: what is finite must stay so. `f`: all that `e` was computed from is finite.
          "gs_finite(e, f) AS (e * CASE WHEN isfinite(e) IS NOT FALSE THEN CAST(1 AS DOUBLE)"
              + " WHEN f THEN CAST(gs_fail('double overflow') AS DOUBLE) ELSE CAST(1 AS DOUBLE) END)",
          overflow("gs_float_plus", "+"),
          overflow("gs_float_minus", "-"),
          overflow("gs_float_times", "*"),
          "gs_float_over(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL"
              + " THEN CAST(gs_fail('division by zero: ' || gs_float_text(a) || ' / ' || gs_float_text(b)) AS DOUBLE)"
              + " WHEN isfinite(a) AND isfinite(b) AND NOT isfinite(a / b)"
              + " THEN CAST(gs_fail('double overflow') AS DOUBLE) ELSE a / b END",
          "gs_float_sign(a) AS CASE WHEN isnan(a) THEN a ELSE CAST(sign(a) AS DOUBLE) END",
          "gs_log10(a) AS CASE WHEN a = CAST('-Infinity' AS DOUBLE) THEN CAST('NaN' AS DOUBLE)"
              + " WHEN a <= 0 THEN CAST(gs_fail('Floating point error in function: LOG10(' || gs_float_text(a) || ')') AS DOUBLE)"
              + " ELSE log10(a) END",
          "gs_sqrt(a) AS CASE WHEN a < 0 THEN"
              + " CAST(gs_fail('Argument to SQRT cannot be negative: ' || gs_float_text(a)) AS DOUBLE)"
              + " ELSE sqrt(a) END",
          "gs_float_to_int(a) AS CASE WHEN isnan(a) OR a >= CAST('9223372036854775808' AS DOUBLE)"
              + " OR a < CAST('-9223372036854775808' AS DOUBLE)"
              + " THEN CAST(gs_fail('Illegal conversion of FLOAT64 to INT64: ' || gs_float_text(a)) AS BIGINT)"
              + " ELSE CAST(round(a) AS BIGINT) END",
          // INT64
          "gs_div(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL"
              + " THEN CAST(gs_fail('division by zero: ' || a || ' / 0') AS BIGINT) ELSE a // b END",
          "gs_mod(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL"
              + " THEN CAST(gs_fail('division by zero: MOD(' || a || ', 0)') AS BIGINT)"
              + " WHEN b = -1 THEN CASE WHEN a IS NULL THEN NULL ELSE CAST(0 AS BIGINT) END ELSE a % b END",
          "gs_floor_div(a, b) AS CASE WHEN a < 0 THEN -((b - 1 - a) // b) ELSE a // b END",
          "gs_floor_mod(a, b) AS ((a % b + b) % b)",
          // NUMERIC
          // A double's billionths are right to 1/16 below 900,000, so their rounding is known but
          // near a half.
          "gs_float_to_numeric(a) AS CASE WHEN a BETWEEN -900000 AND 900000"
              + " AND abs(a * 1e9 - round(a * 1e9)) < 0.4"
              + " THEN CAST(CAST(a AS DECIMAL(18,9)) AS DECIMAL(38,9))"
              + " ELSE gs_float_to_numeric_exactly(a) END",
          "gs_numeric_text(a) AS rtrim(rtrim(CAST(a AS VARCHAR), '0'), '.')",
          "gs_numeric_to_float(a) AS CASE WHEN a BETWEEN -9007199 AND 9007199"
              + " THEN CAST(a AS DOUBLE) ELSE gs_numeric_to_float_exactly(a) END",
          // STRING. As many bytes as characters means ASCII.
          "gs_upper(a) AS CASE WHEN strlen(a) = length(a) THEN upper(a) ELSE gs_upper_unicode(a) END",
          "gs_lower(a) AS CASE WHEN strlen(a) = length(a) THEN lower(a) ELSE gs_lower_unicode(a) END",
          "gs_whitespace() AS '" + whitespace() + "'",
          "gs_clamped(n) AS CASE WHEN n > 2147483647 THEN CAST(2147483647 AS BIGINT) ELSE n END",
          "gs_start(a, p) AS CASE WHEN p = 0 OR p < -length(a) THEN 1 ELSE p END",
          "gs_substr_from(a, p) AS CASE WHEN p > length(a) THEN CASE WHEN a IS NULL THEN NULL ELSE '' END"
              + " ELSE substring(a, gs_start(a, p)) END",
          "gs_substr(a, p, n) AS CASE WHEN n < 0 AND a IS NOT NULL AND p IS NOT NULL"
              + " THEN gs_fail('Third argument in SUBSTR() cannot be negative')"
              + " WHEN p > length(a) THEN CASE WHEN n IS NULL THEN NULL ELSE '' END"
              + " ELSE substring(a, gs_start(a, p), gs_clamped(n)) END",
          "gs_left(a, n) AS CASE WHEN n < 0 AND a IS NOT NULL"
              + " THEN gs_fail('Second argument in LEFT() cannot be negative')"
              + " ELSE substring(a, 1, gs_clamped(n)) END",
          "gs_right(a, n) AS CASE WHEN n < 0 AND a IS NOT NULL"
              + " THEN gs_fail('Second argument in RIGHT() cannot be negative')"
              + " WHEN n = 0 THEN CASE WHEN a IS NULL THEN NULL ELSE '' END"
              + " WHEN n >= length(a) THEN a ELSE substring(a, gs_negative(n)) END",
          "gs_split(a, d) AS CASE WHEN d IS NULL THEN NULL WHEN a = '' THEN ['']"
              + " ELSE string_split(a, d) END",
          // ARRAY
          "gs_at_offset_fails(a, i) AS (a IS NOT NULL AND (i < 0 OR i >= len(a)))",
          "gs_at_ordinal_fails(a, i) AS (a IS NOT NULL AND (i < 1 OR i > len(a)))",
          "gs_safe_at_offset(a, i) AS CASE WHEN i >= 0 AND i < len(a) THEN a[i + 1] END",
          "gs_safe_at_ordinal(a, i) AS CASE WHEN i >= 1 AND i <= len(a) THEN a[i] END",
          "gs_array_concat(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END",
          "gs_in_array(x, a) AS CASE WHEN coalesce(len(a), 0) = 0 THEN false WHEN x IS NULL THEN NULL"
              + " WHEN list_contains(a, x) THEN true WHEN list_count(a) < len(a) THEN NULL ELSE false END",
          "gs_in_float_array(x, a) AS CASE WHEN coalesce(len(a), 0) = 0 THEN false WHEN x IS NULL THEN NULL"
              + " WHEN NOT isnan(x) AND list_contains(a, x) THEN true"
              + " WHEN list_count(a) < len(a) THEN NULL ELSE false END",
          // DuckDB's own function wants a constant between the elements.
          "gs_joined(a, d) AS CASE WHEN len(a) = 0 THEN ''"
              + " ELSE list_reduce(a, lambda x$, y$: x$ || d || y$) END",
          "gs_array_to_string(a, d) AS CASE WHEN a IS NULL OR d IS NULL THEN NULL"
              + " ELSE gs_joined(list_filter(a, lambda x$: x$ IS NOT NULL), d) END",
          "gs_array_to_string_with(a, d, n) AS CASE WHEN a IS NULL OR d IS NULL THEN NULL"
              + " WHEN n IS NULL THEN NULL"
              + " ELSE gs_joined(list_transform(a, lambda x$: coalesce(x$, n)), d) END",
          "gs_range_bucket(x, a) AS CASE WHEN x IS NULL OR a IS NULL THEN NULL"
              + " WHEN typeof(x) = 'DOUBLE' AND CAST(x AS VARCHAR) = 'nan' THEN NULL"
              + " WHEN list_count(a) < len(a) THEN CAST(gs_fail('Elements in input array to RANGE_BUCKET() should be non-null') AS BIGINT)"
              + " WHEN a <> list_sort(a) THEN CAST(gs_fail('Elements in input array to RANGE_BUCKET() should be in ascending order') AS BIGINT)"
              + " ELSE len(list_filter(a, lambda x$: x$ <= x)) END",
          // Exact answers to what may be approximate.
          "gs_quantiles(a, n) AS list_transform(range(n + 1),"
              + " lambda x$: a[greatest(1, (len(a) * x$ + n - 1) // n)])",
          "gs_top_count(h, n) AS list_transform(list_sort(list_transform(map_entries(h),"
              + " lambda x$: struct_pack(c := -CAST(x$.value AS BIGINT), v := x$.key.v)))[1:n],"
              + " lambda x$: struct_pack(value := x$.v, count := -x$.c))",
          "gs_top_sum(a, n) AS list_transform(list_sort(list_transform(list_distinct(list_transform(a,"
              + " lambda x$: struct_pack(v := x$.v))), lambda x$: struct_pack(s := -list_sum(list_transform("
              + "list_filter(a, lambda y$: y$.v IS NOT DISTINCT FROM x$.v), lambda y$: y$.w)), v := x$.v)))[1:n],"
              + " lambda x$: struct_pack(value := x$.v, sum := -x$.s))",
          "gs_generate(a, b, s) AS CASE WHEN s = 0 AND a IS NOT NULL AND b IS NOT NULL"
              + " THEN CAST(gs_fail('Sequence step cannot be 0.') AS BIGINT[]) ELSE generate_series(a, b, s) END",
          "gs_steps(q) AS range(CASE WHEN q < 0 THEN CAST(0 AS BIGINT) ELSE CAST(trunc(q) AS BIGINT) + 2 END)",
          "gs_generate_numerics(a, b, s) AS CASE WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL"
              + " WHEN s = 0 THEN CAST(gs_fail('Sequence step cannot be 0.') AS DECIMAL(38,9)[])"
              + " ELSE list_filter(list_transform(gs_steps(CAST(b - a AS DOUBLE) / CAST(s AS DOUBLE)),"
              + " lambda x$: CAST(a + CAST(x$ AS DECIMAL(18,0)) * s AS DECIMAL(38,9))),"
              + " lambda x$: CASE WHEN s > 0 THEN x$ <= b ELSE x$ >= b END) END",
          "gs_generate_floats(a, b, s) AS CASE WHEN a IS NULL OR b IS NULL OR s IS NULL THEN NULL"
              + " WHEN s = 0 THEN CAST(gs_fail('Sequence step cannot be 0.') AS DOUBLE[])"
              + " WHEN isnan(a) OR isnan(b) OR isnan(s)"
              + " THEN CAST(gs_fail('Sequence start, end, and step cannot be NaN.') AS DOUBLE[])"
              + " ELSE list_filter(list_transform(gs_steps((b - a) / s), lambda x$: a + x$ * s),"
              + " lambda x$: CASE WHEN s > 0 THEN x$ <= b ELSE x$ >= b END) END",
          "gs_generate_dates(a, b, s) AS list_transform(gs_generate(CAST(0 AS BIGINT), date_diff('day', a, b), s),"
              + " lambda x$: gs_date_plus(a, x$))",
          // JSON: a whole number up to 2^53 is a number, what is larger a string.
          "gs_int_as_json_text(a) AS CASE WHEN a BETWEEN -9007199254740992 AND 9007199254740992"
              + " THEN CAST(a AS VARCHAR) ELSE '\"' || a || '\"' END",
          "gs_float_as_json_text(a) AS CASE WHEN isfinite(a) THEN gs_float_text(a)"
              + " WHEN isnan(a) THEN '\"NaN\"' WHEN a > 0 THEN '\"Infinity\"'"
              + " WHEN a < 0 THEN '\"-Infinity\"' END",
          "gs_decimal_as_json_text(t) AS CASE WHEN strpos(t, '.') = 0"
              + " AND TRY_CAST(t AS BIGINT) BETWEEN -9007199254740992 AND 9007199254740992"
              + " THEN t ELSE '\"' || t || '\"' END",
          "gs_timestamp_as_json(t) AS replace(replace(gs_timestamp_text(t, 'UTC'), ' ', 'T'), '+00', 'Z')",
          "gs_float_shown(a) AS CASE WHEN isfinite(a) THEN gs_float_as_json(a) ELSE gs_float_text(a) END",
          // Dates: years 1 to 9999.
          "gs_checked_date(d) AS CASE WHEN d > CAST('9999-12-31' AS DATE) OR d < CAST('0001-01-01' AS DATE)"
              + " THEN CAST(gs_fail('Date overflow') AS DATE) ELSE d END",
          "gs_date_plus(d, n) AS CASE WHEN n > 4000000 OR n < -4000000"
              + " THEN CASE WHEN d IS NOT NULL THEN CAST(gs_fail('Date overflow') AS DATE) END"
              + " ELSE gs_checked_date(d + TRY_CAST(n AS INTEGER)) END",
          "gs_date_plus_months(d, n) AS CASE WHEN n > 130000 OR n < -130000"
              + " THEN CASE WHEN d IS NOT NULL THEN CAST(gs_fail('Date overflow') AS DATE) END"
              + " ELSE gs_checked_date(CAST(d + to_months(TRY_CAST(n AS INTEGER)) AS DATE)) END",
          "gs_week(d, k) AS ((date_diff('day', CAST('1970-01-01' AS DATE), d) + 1400000 + k) // 7)",
          "gs_week_start(d, k) AS gs_checked_date(d -"
              + " CAST((date_diff('day', CAST('1970-01-01' AS DATE), d) + 1400000 + k) % 7 AS INTEGER))",
          "gs_week_end(d, k) AS gs_checked_date(d + 6 -"
              + " CAST((date_diff('day', CAST('1970-01-01' AS DATE), d) + 1400000 + k) % 7 AS INTEGER))",
          "gs_week_of_year(d, k) AS ((CAST(date_part('doy', d) AS BIGINT) + 6 -"
              + " (date_diff('day', CAST('1970-01-01' AS DATE), d) + 1400000 + k) % 7) // 7)",
          "gs_month(d) AS (year(d) * 12 + month(d) - 1)",
          "gs_timestamp(u) AS CASE WHEN u < -62135596800000000 OR u > 253402300799999999"
              + " THEN CAST(gs_fail('Timestamp is out of the supported range') AS TIMESTAMPTZ)"
              + " ELSE make_timestamptz(u) END",
          "gs_datetime_of(u) AS CASE WHEN u < -62135596800000000 OR u > 253402300799999999"
              + " THEN CAST(gs_fail('Datetime is out of the supported range') AS TIMESTAMP)"
              + " ELSE make_timestamp(u) END",
          "gs_datetime_plus_months(t, n) AS CASE WHEN n > 130000 OR n < -130000"
              + " THEN CASE WHEN t IS NOT NULL THEN CAST(gs_fail('Datetime overflow') AS TIMESTAMP) END"
              + " ELSE gs_datetime_of(epoch_us(t + to_months(TRY_CAST(n AS INTEGER)))) END",
          // What overflows is too much for any date, and nothing where there is none.
          "gs_negative(n) AS CAST(CASE WHEN n < -9223372036854775807 THEN 9223372036854775807 ELSE -n END AS BIGINT)",
          "gs_times(n, k) AS CAST(CASE WHEN n > 9223372036854775807 // k THEN 4611686018427387904"
              + " WHEN n < -(9223372036854775807 // k) THEN -4611686018427387904 ELSE n * k END AS BIGINT)",
          "gs_truncated_in_zone(u, l, m) AS gs_timestamp(gs_floor_div(l, m) * m - (l - u))",
          // INTERVAL
          "gs_months(i) AS (date_part('year', i) * 12 + date_part('month', i))",
          "gs_days(i) AS date_part('day', i)",
          "gs_micros(i) AS (date_part('hour', i) * 3600000000 + date_part('minute', i) * 60000000"
              + " + date_part('microsecond', i))",
          "gs_interval(m, d, u) AS (to_months(CAST(m AS INTEGER)) + to_days(CAST(d AS INTEGER))"
              + " + to_microseconds(CAST(u AS BIGINT)))",
          "gs_interval_parts(i) AS (gs_months(i) || ' ' || gs_days(i) || ' ' || gs_micros(i))",
          "gs_datetime_plus_interval(t, i, s) AS gs_datetime_of(epoch_us(t"
              + " + to_months(CAST(s * gs_months(i) AS INTEGER))) + s * (gs_days(i) * 86400000000 + gs_micros(i)))",
          "gs_timestamp_plus_interval(t, i, s) AS CASE WHEN gs_months(i) <> 0"
              + " THEN CAST(gs_fail('TIMESTAMP +/- INTERVAL is not supported for intervals with non-zero MONTH or YEAR part.') AS TIMESTAMPTZ)"
              + " ELSE gs_timestamp(epoch_us(t) + s * (gs_days(i) * 86400000000 + gs_micros(i))) END",
          "gs_datetime_difference(u) AS (to_days(CAST(u // 86400000000 AS INTEGER)) + to_microseconds(u % 86400000000))",
          "gs_micros_to_time(u) AS (CAST('00:00:00' AS TIME) + to_microseconds(u))",
          "gs_time_to_micros(t) AS epoch_us(t)");

  private static String overflow(String name, String operator) {
    return name
        + "(a, b) AS CASE WHEN isfinite(a) AND isfinite(b) AND NOT isfinite(a "
        + operator
        + " b) THEN CAST(gs_fail('double overflow') AS DOUBLE) ELSE a "
        + operator
        + " b END";
  }

  /// Unicode's White_Space.
  static String whitespace() {
    var text = new StringBuilder();
    for (int c = 0; c <= 0x3000; c++) {
      boolean space =
          (c >= 9 && c <= 13)
              || (c >= 0x2000 && c <= 0x200A)
              || List.of(0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
                  .contains(c);
      if (space) text.append((char) c);
    }
    return text.toString();
  }
}
