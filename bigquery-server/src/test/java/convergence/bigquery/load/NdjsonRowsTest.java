package convergence.bigquery.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.rows.JsonRows;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines read from their bytes are what the reader of every rule makes of them.
final class NdjsonRowsTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("i", SqlType.INT64),
          Column.of("f", SqlType.FLOAT64),
          Column.of("s", SqlType.STRING),
          Column.of("b", SqlType.BOOL),
          Column.of("n", SqlType.NUMERIC),
          Column.of("d", SqlType.DATE),
          Column.of("ts", SqlType.TIMESTAMP),
          Column.of("j", SqlType.JSON),
          new Column("a", SqlType.INT64, true, false, List.of(), ""));

  private static final List<String> VALUES =
      List.of(
          "null",
          "0",
          "-0",
          "7",
          "-12",
          "007",
          "1.5",
          "-0.0",
          "0.1",
          "123456789012345.678",
          "999999999999999999",
          "9223372036854775807",
          "9223372036854775808",
          "1e3",
          "1E-2",
          "1.",
          ".5",
          "-",
          "0.30000000000000004",
          "12345678901234567890123456789.123456789",
          "true",
          "false",
          "tru",
          "nul",
          "\"7\"",
          "\" 7 \"",
          "\"1.5\"",
          "\"x\"",
          "\"\"",
          "\"ä€😀\"",
          "\"a\\nb\"",
          "\"\\u0041\"",
          "\"true\"",
          "\"2026-05-20\"",
          "\"2026-13-20\"",
          "\"2026-05-20T01:02:03Z\"",
          "\"NaN\"",
          "[]",
          "[1,2]",
          "[null]",
          "{}",
          "{\"k\":1}",
          "\"open",
          "\u0001",
          "\"\u0001\"",
          "\"\ufffd\"");

  @TempDir Path folder;

  /// @return nothing: it is no row
  private static List<String> slowly(String line) {
    try {
      return List.of(shown(JsonRows.ofFile(COLUMNS, false).row(NdjsonRows.node(line))));
    } catch (IOException | JsonRows.BadField _) {
      return List.of();
    }
  }

  /// Decimals by their value: a table's have places of their own.
  private static String shown(List<@Nullable Object> row) {
    return row.stream()
        .map(
            value ->
                value instanceof BigDecimal decimal
                    ? decimal.stripTrailingZeros().toPlainString()
                    : String.valueOf(value))
        .toList()
        .toString();
  }

  private static void compare(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    var plain = new PlainLines(new PlainLines.Names(COLUMNS)).row(bytes, 0, bytes.length);
    if (plain != null) assertThat(slowly(line)).as(line).containsExactly(shown(plain));
  }

  @Test
  void every_value_in_every_column() {
    for (var column : COLUMNS)
      for (String value : VALUES)
        for (String line :
            List.of(
                "{\"" + column.name() + "\":" + value + "}",
                " { \""
                    + column.name().toUpperCase(java.util.Locale.ROOT)
                    + "\" : "
                    + value
                    + " } ",
                "{\"s\":\"x\",\"" + column.name() + "\": " + value + ",\"i\":1}")) compare(line);
  }

  @Test
  void lines_that_lack_a_piece() {
    String line = "{\"i\": 7, \"f\": 1.5, \"s\": \"text\", \"b\": true, \"n\": 2.5, \"a\": null}";
    var dice = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      int from = dice.nextInt(line.length());
      int to = Math.min(line.length(), from + dice.nextInt(4));
      compare(line.substring(0, from) + line.substring(to));
      compare(line.substring(0, from) + line.substring(from, to).repeat(2) + line.substring(to));
    }
  }

  @Test
  void plain_lines_are_read_from_their_bytes() {
    byte[] line =
        "{\"i\": 7, \"S\": \"ä\", \"f\": -0.25, \"b\": false, \"d\": \"2026-05-20\"}"
            .getBytes(StandardCharsets.UTF_8);
    var row = new PlainLines(new PlainLines.Names(COLUMNS)).row(line, 0, line.length);
    assertThat(String.valueOf(row))
        .isEqualTo("[7, -0.25, ä, false, null, 2026-05-20, null, null, []]");
  }

  private List<@Nullable List<@Nullable Object>> read(byte[] content, BadRecords bad)
      throws IOException {
    Path file = Files.write(folder.resolve("rows"), content);
    var rows = new ArrayList<@Nullable List<@Nullable Object>>();
    new NdjsonRows(List.of(file), COLUMNS, false, bad).read(rows::add);
    return rows;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void rows_of_many_blocks_keep_their_order() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < 100_000; i++)
      text.append("{\"i\":")
          .append(i)
          .append(",\"s\":\"")
          .append("ä".repeat(i % 30))
          .append("\"}\n");
    text.append("{\"s\":\"").append("x".repeat(3 << 20)).append("\"}\n{\"i\":-1}");
    var rows = read(bytes(text.toString()), new BadRecords("JSON", 0));
    assertThat(rows).hasSize(100_002);
    for (int i = 0; i < 100_000; i++) assertThat(rows.get(i)).element(0).isEqualTo((long) i);
    assertThat(rows.getLast()).element(0).isEqualTo(-1L);
  }

  @Test
  void every_end_of_a_line_is_one() throws IOException {
    var rows =
        read(
            bytes("{\"i\":1}\r\n\r\n{\"i\":2}\r{\"i\":3}\n \n{\"i\":4}\r"),
            new BadRecords("JSON", 0));
    assertThat(rows).extracting(row -> row.getFirst()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void bad_lines_are_counted_in_order_and_told_with_their_place() throws IOException {
    String good = "{\"i\":1}\n".repeat(200_000);
    var bad = new BadRecords("JSON", 2);
    assertThat(read(bytes(good + "{\"i\":\"x\"}\n" + good + "{\n"), bad)).hasSize(400_000);
    assertThat(bad.errors())
        .extracting(error -> error.getMessage())
        .satisfiesExactly(
            first -> assertThat(first).contains("in row starting at position 1600000: "),
            second -> assertThat(second).contains("in row starting at position 3200010: "));
    assertThatThrownBy(() -> read(bytes(good + "{\n" + good), new BadRecords("JSON", 0)))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("Rows: 200001; errors: 1;");
  }
}
