package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.googlesql.ReferenceEvaluator;
import convergence.googlesql.ReferenceEvaluator.Answer;
import convergence.warehouse.SqlFault;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// CAST … FORMAT, each pattern or encoding with each value as ZetaSQL's reference evaluator has it.
final class CastFormatTest extends OnTestWarehouse {
  private static final List<String> DAYS =
      List.of("2024-02-29", "0001-01-01", "9999-12-31", "1999-10-03", "2020-05-09");
  private static final List<String> CLOCKS =
      List.of("00:00:00", "12:34:56.789", "23:59:59.999999", "11:05:09.000001", "12:00:00");
  private static final List<String> TEXTS =
      List.of(
          "2024-02-29",
          " 2024-02-29 ",
          "2023-02-29",
          "2024-2-9",
          "20240229",
          "99991231",
          "00010101",
          "0-1-1",
          "10000-01-01",
          "24-02-29",
          "024-02-29",
          "4-02-29",
          "24/2/9",
          "29 Feb 2024",
          "29\u00a0feb  2024",
          "29FEBRUARY2024",
          "on 29.02.2024",
          "2,024-07-04",
          "02/29/2024 01:05 P.M.",
          "02/29/2024 12:05 a.m.",
          "02/29/2024 13:05 A.M.",
          "2024-02-29 12:34:56",
          "2024-02-29 24:00:00",
          "2024-02-29 12:34:60",
          "2024-02-29T12:34:56.789",
          "2024-02-29T12:34:56.1234567",
          "2024-02-29 12:34:56 +05:30",
          "2024-02-29 12:34:56  05",
          "2024-02-29 12:34:56 -14:30",
          "2024-02-29 12:34:56-03",
          "2024-02-29 12:34:56 +7",
          "2024-03-31 02:30:00",
          "2024-10-27 02:30:00",
          "2024-02-29 86399",
          "2024-02-29 86400",
          "12:34:56",
          "1:2:3",
          "-1:2:3",
          "12:-0",
          "12:34",
          "12:34 P.M.",
          "7.5",
          "",
          "  ",
          "x");

  private static final ReferenceEvaluator EVALUATOR = new ReferenceEvaluator();

  /// NULL where it fails, as SAFE_CAST has it: one statement tells all.
  private static void agree(List<String> casts) throws SQLException {
    var sql = "SELECT * FROM UNNEST([" + String.join(", ", casts) + "]) WITH OFFSET ORDER BY 2";
    var answer = EVALUATOR.answer(sql);
    assertThat(answer).isInstanceOf(Answer.Rows.class);
    var theirs = ((Answer.Rows) answer).rows().stream().map(CastFormatTest::inMicros).toList();
    assertThat(warehouse.rows(sql)).as(sql).isEqualTo(theirs);
    assertThat(theirs.stream().map(List::getFirst)).anyMatch(v -> v != null);
  }

  /// The evaluator reads nanoseconds into a TIMESTAMP, BigQuery has none.
  private static List<@Nullable Object> inMicros(List<@Nullable Object> row) {
    List<@Nullable Object> cut = new ArrayList<>(row);
    cut.replaceAll(v -> v instanceof Instant time ? time.truncatedTo(ChronoUnit.MICROS) : v);
    return cut;
  }

  private static List<String> written(String type, List<String> values, String format) {
    return values.stream()
        .map(v -> "SAFE_CAST(" + type + " '" + v + "' AS STRING FORMAT " + format + ")")
        .toList();
  }

  private static List<String> read(String type, String format) {
    return TEXTS.stream()
        .map(t -> "SAFE_CAST('" + t + "' AS " + type + " FORMAT " + format + ")")
        .toList();
  }

  private static List<String> moments() {
    List<String> moments = new ArrayList<>();
    for (var day : DAYS) for (var clock : CLOCKS) moments.add(day + " " + clock);
    return moments;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'YYYY-MM-DD'",
        "'yyyymmdd'",
        "'YYY YY Y RRRR RR'",
        "'MON Mon mon MONTH Month month mOnth'",
        "'D DD DDD DAY Day day DY Dy dy'",
        "'DD.MM.YYYY;:,/-'",
        "'\"the \\\\\"day\\\\\"\" DD   \"of\" MONTH'",
        "''"
      })
  void a_date_is_written(String format) throws SQLException {
    agree(written("DATE", DAYS, format));
    agree(written("DATETIME", moments(), format));
    agree(written("TIMESTAMP", moments(), format));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'HH24:MI:SS'",
        "'HH:MI am A.M. pm p.m. Am'",
        "'HH12.MI.SS PM'",
        "'SSSSS FF1 FF2 FF3 FF4 FF5 FF6 FF7 FF8 FF9'"
      })
  void a_time_is_written(String format) throws SQLException {
    agree(written("TIME", CLOCKS, format));
    agree(written("DATETIME", moments(), format));
    agree(written("TIMESTAMP", moments(), format));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "-08:30", "+05:45"})
  void a_timestamp_is_written_in_a_zone(String zone) throws SQLException {
    agree(
        written(
            "TIMESTAMP",
            List.of("2024-02-29 12:34:56.789", "1800-06-01 01:02:03", "2024-10-27 00:30:00"),
            "'YYYY-MM-DD HH24:MI:SS TZH:TZM' AT TIME ZONE '" + zone + "'"));
    agree(read("TIMESTAMP", "'YYYY-MM-DD HH24:MI:SS' AT TIME ZONE '" + zone + "'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'YYYY-MM-DD'",
        "'YYYYMMDD'",
        "'YY-MM-DD'",
        "'RR/MM/DD'",
        "'YYY-MM-DD'",
        "'Y-MM-DD'",
        "'RRRR-MM-DD'",
        "'Y,YYY-MM-DD'",
        "'DD MON YYYY'",
        "'DDMONTHYYYY'",
        "'\"on \"DD.MM.YYYY\"\"'"
      })
  void a_date_is_read(String format) throws SQLException {
    agree(read("DATE", format));
    agree(read("DATETIME", format));
    agree(read("TIMESTAMP", format));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'YYYY-MM-DD HH24:MI:SS'",
        "'MM/DD/YYYY HH:MI A.M.'",
        "'MM/DD/YYYY HH12:MI P.M.'",
        "'YYYY-MM-DD\"T\"HH24:MI:SS.FF3'",
        "'YYYY-MM-DD\"T\"HH24:MI:SS.FF9'",
        "'YYYY-MM-DD SSSSS'"
      })
  void a_date_with_a_time_is_read(String format) throws SQLException {
    agree(read("DATETIME", format));
    agree(read("TIMESTAMP", format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'HH24:MI:SS'", "'HH24:MI'", "'HH12:MI A.M.'", "'SS.FF6'"})
  void a_time_is_read(String format) throws SQLException {
    agree(read("TIME", format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'YYYY-MM-DD HH24:MI:SS TZH:TZM'", "'YYYY-MM-DD HH24:MI:SSTZH'"})
  void a_zone_is_read(String format) throws SQLException {
    agree(read("TIMESTAMP", format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEX", "hex", "BASE16", "BASE64", "base64", "UTF-8", "utf8"})
  void bytes_are_written_and_read(String format) throws SQLException {
    List<String> casts = new ArrayList<>();
    for (var bytes : List.of("b''", "b'ab\\x00'", "b'\\xc3\\xa9'", "b'\\xff'"))
      casts.add("SAFE_CAST(" + bytes + " AS STRING FORMAT '" + format + "')");
    // As texts, which a test can compare.
    for (var text : List.of("", "c3A9", "0", "xyz", "YWJj", " YW Jj ", "YWI", "YWI=", "w6k=", "é"))
      casts.add("TO_HEX(SAFE_CAST('" + text + "' AS BYTES FORMAT '" + format + "'))");
    agree(casts);
  }

  @Test
  void what_is_not_named_is_of_the_current_month() throws SQLException {
    assertThat(
            value(
                "CAST('2024' AS DATE FORMAT 'YYYY')"
                    + " = DATE(2024, EXTRACT(MONTH FROM CURRENT_DATE()), 1)"))
        .isEqualTo(true);
    assertThat(
            value(
                "CAST('07' AS DATETIME FORMAT 'HH24') = DATETIME_ADD(DATETIME(DATE_TRUNC("
                    + "CURRENT_DATE(), MONTH)), INTERVAL 7 HOUR)"))
        .isEqualTo(true);
  }

  @Test
  void what_is_no_date_fails_and_null_is_null() throws SQLException {
    assertThatThrownBy(() -> value("CAST('2023-02-29' AS DATE FORMAT 'YYYY-MM-DD')"))
        .hasMessageContaining("Failed to parse input timestamp string \"2023-02-29\"");
    assertThat(value("CAST(CAST(NULL AS STRING) AS DATE FORMAT 'YYYY-MM-DD')")).isNull();
    assertThat(value("CAST(CAST(NULL AS DATE) AS STRING FORMAT 'YYYY-MM-DD')")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CAST(DATE '2024-02-29' AS STRING FORMAT 'HH24')",
        "CAST('2024' AS DATE FORMAT 'YYYY YY')",
        "CAST('2024' AS DATE FORMAT 'YYYY TZH')",
        "CAST('2024' AS DATE FORMAT 'DAY')",
        "CAST('12' AS TIME FORMAT 'HH12')",
        "CAST('12 A.M.' AS TIME FORMAT 'HH24 A.M.')",
        "CAST('12 12' AS TIME FORMAT 'MI MI')",
        "CAST('12 12' AS TIME FORMAT 'SS SSSSS')",
        "CAST('12' AS DATETIME FORMAT 'TZM')",
        "CAST('12' AS DATE FORMAT 'YYYY \"')",
        "CAST('2024' AS DATE FORMAT 'nonsense')",
        "CAST(1 AS NUMERIC(10, 2))",
        "CAST('x' AS STRING(3))",
        "SAFE_CAST(1 AS BIGNUMERIC(10, 2))"
      })
  void what_bigquery_refuses_is_wrong(String expression) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOfSatisfying(
            SqlFault.class, fault -> assertThat(fault.code()).isEqualTo("unresolved"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CAST(DATE '2024-02-29' AS STRING FORMAT 'IYYY')",
        "CAST(TIMESTAMP '2024-02-29 00:00:00' AS STRING FORMAT 'CC')",
        "CAST(12 AS STRING FORMAT '999')",
        "CAST(b'a' AS STRING FORMAT 'BASE2')",
        "CAST('a' AS BYTES FORMAT 'ASCII')",
        "CAST(DATE '2024-02-29' AS STRING FORMAT f) FROM UNNEST(['YYYY']) AS f"
      })
  void what_we_do_not_do_is_refused(String expression) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOfSatisfying(
            SqlFault.class, fault -> assertThat(fault.code()).isEqualTo("unsupported"));
  }
}
