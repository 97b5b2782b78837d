package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrType;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of every type, the ordinary ones and those at the edges, and how they are written.
final class Cells {
  private static final int WILD = 15;
  private static final int NULLS = 20;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
  private final Dice dice;

  Cells(Dice dice) {
    this.dice = dice;
  }

  /// A cell of a table: NULL in a fifth of the cases, but never a NULL array nor one in an array.
  @Nullable Object cell(Column column) {
    if (column.repeated()) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (int i = dice.of(4); i > 0; i--) elements.add(element(column));
      return elements;
    }
    return dice.percent(NULLS) ? null : element(column);
  }

  private Object element(Column column) {
    if (column.type() != SqlType.STRUCT) return scalar(column.type());
    List<@Nullable Object> fields = new ArrayList<>();
    for (var field : column.fields()) fields.add(cell(field));
    return fields;
  }

  Object scalar(SqlType type) {
    boolean wild = dice.percent(WILD);
    return switch (type) {
      case STRING -> wild ? wildText() : dice.pick(Texts.TAME);
      case BYTES ->
          wild
              ? bytes(dice.any("ff00fe80", "ff", "62"))
              : dice.any(bytes(""), bytes("61"), bytes("616263"));
      case INT64 -> wild ? wildInt() : (Long) (long) dice.between(-3, 12);
      case FLOAT64 ->
          wild || dice.percent(WILD) ? wildFloat() : (Double) (dice.between(-12, 40) / 4.0);
      case NUMERIC ->
          wild ? wildNumeric() : BigDecimal.valueOf(dice.between(-300, 1200), 2).setScale(9);
      case BIGNUMERIC ->
          (wild ? new BigDecimal("1e-18") : BigDecimal.valueOf(dice.between(-300, 1200), 2))
              .setScale(18);
      case BOOL -> dice.percent(50);
      case DATE -> LocalDate.parse(wild ? wildDate() : tameDate());
      case DATETIME -> LocalDateTime.of(LocalDate.parse(wild ? wildDate() : tameDate()), time());
      case TIME -> time();
      case TIMESTAMP ->
          LocalDateTime.of(LocalDate.parse(wild ? wildDate() : tameDate()), time())
              .toInstant(java.time.ZoneOffset.UTC);
      case JSON -> dice.pick(Texts.JSON);
      case INTERVAL, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, STRUCT ->
          throw new IllegalArgumentException("no value: " + type);
    };
  }

  private String wildText() {
    return dice.pick(Texts.WILD);
  }

  private Long wildInt() {
    return dice.any(
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        1L << 31,
        -(1L << 31) - 1,
        (1L << 53) + 1,
        1_000_000_007L,
        0L);
  }

  private Double wildFloat() {
    return dice.any(
        Double.NaN,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -0.0,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        1e-320,
        2.675,
        0.1,
        1e15 + 0.5,
        9.3e18,
        -2.5);
  }

  private BigDecimal wildNumeric() {
    return new BigDecimal(
            dice.any(
                "99999999999999999999999999999.999999999",
                "-99999999999999999999999999999.999999999",
                "0.000000001",
                "-0.000000001",
                "0.5",
                "-2.5",
                "1.005",
                "9223372036854775807.5",
                "123456789012345678.123456789"))
        .setScale(9);
  }

  private String tameDate() {
    return dice.any(
        "2024-02-29",
        "2023-12-31",
        "2024-01-01",
        "1970-01-01",
        "2000-06-15",
        "2024-03-31",
        "2024-10-27",
        "2021-01-03");
  }

  private String wildDate() {
    return dice.any("0001-01-01", "9999-12-31", "1899-12-31", "1582-10-15", "0004-02-29");
  }

  private LocalTime time() {
    return LocalTime.parse(
        dice.any("00:00:00", "23:59:59.999999", "12:34:56.789", "01:30:00", "02:30:00.000001"));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /// A literal of GoogleSQL.
  String literal(IrType type, @Nullable Object value) {
    if (value == null) return "CAST(NULL AS " + name(type) + ")";
    return switch (value) {
      case Long number -> number < 0 ? "(" + number + ")" : number.toString();
      case Double number when Double.isFinite(number) ->
          number < 0 || number.equals(-0.0) ? "(" + number + ")" : number.toString();
      case Double number ->
          "CAST('" + (Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf") + "' AS FLOAT64)";
      case BigDecimal number -> name(type) + " '" + number.toPlainString() + "'";
      case Boolean truth -> truth.toString();
      case byte[] bytes -> "FROM_HEX('" + HexFormat.of().formatHex(bytes) + "')";
      case LocalDate date -> "DATE '" + date + "'";
      case LocalDateTime time -> "DATETIME '" + SECONDS.format(time) + "'";
      case LocalTime time -> "TIME '" + TIME.format(time) + "'";
      case Instant instant ->
          "TIMESTAMP '"
              + SECONDS.format(LocalDateTime.ofInstant(instant, java.time.ZoneOffset.UTC))
              + "+00'";
      case String text -> (type.is(SqlType.JSON) ? "JSON " : "") + quoted(text);
      default -> throw new IllegalArgumentException("no literal: " + value);
    };
  }

  static String quoted(String text) {
    var quoted = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '\\') quoted.append('\\').append(c);
      else if (c == '\n') quoted.append("\\n");
      else if (c == '\t') quoted.append("\\t");
      else quoted.append(c);
    }
    return quoted.append('\'').toString();
  }

  /// A type as GoogleSQL writes it.
  static String name(IrType type) {
    return switch (type) {
      case IrType.Scalar(var scalar) -> scalar.name();
      case IrType.Array(var element) -> "ARRAY<" + name(element) + ">";
      case IrType.Struct(var fields) -> {
        List<String> parts = new ArrayList<>();
        for (var field : fields) parts.add((field.name() + " " + name(field.type())).strip());
        yield "STRUCT<" + String.join(", ", parts) + ">";
      }
    };
  }

  /// DuckDB's text of a cell, written without the compiler that is under test.
  static String duck(Column column, @Nullable Object value) {
    String type = DuckTypes.of(column);
    if (value == null) return "CAST(NULL AS " + type + ")";
    if (column.repeated()) {
      var element = new Column(column.name(), column.type(), false, false, column.fields(), "");
      List<String> elements = new ArrayList<>();
      for (var one : (List<?>) value) elements.add(duck(element, one));
      return "CAST([" + String.join(", ", elements) + "] AS " + type + ")";
    }
    if (column.type() == SqlType.STRUCT) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < column.fields().size(); i++) {
        var field = column.fields().get(i);
        fields.add(DuckTypes.quote(field.name()) + " := " + duck(field, ((List<?>) value).get(i)));
      }
      return "struct_pack(" + String.join(", ", fields) + ")";
    }
    return switch (value) {
      case byte[] bytes -> "unhex('" + HexFormat.of().formatHex(bytes) + "')";
      case Instant instant -> {
        long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
        yield "make_timestamptz(" + micros + ")";
      }
      case Double number when Double.isNaN(number) -> "CAST('nan' AS DOUBLE)";
      case BigDecimal number -> "CAST('" + number.toPlainString() + "' AS " + type + ")";
      default -> "CAST(" + DuckTypes.literal(value.toString()) + " AS " + type + ")";
    };
  }

  /// Texts that matter to functions over them.
  static final class Texts {
    static final List<String> TAME =
        List.of(
            "",
            "a",
            "b",
            "ab",
            "abc",
            "Abc",
            "aab",
            "x y",
            "12",
            "-7",
            "1.5",
            "true",
            "2024-02-29",
            "a,b,,c",
            "foo bar Baz");
    static final List<String> WILD =
        List.of(
            "straße",
            "ÄÖÜ",
            "日本語",
            "😀a",
            "İ",
            "e\u0301",
            "%_",
            "\\",
            "\n\t",
            " lead ",
            "a'b\"c",
            "NaN",
            "-inf",
            "1e5",
            "ǆ",
            "9223372036854775808",
            "0x1F",
            "\u00a0nb\u2003",
            "2024-02-29 12:34:56.789+01:00",
            "false",
            "ΣΑΣ");
    static final List<String> JSON =
        List.of(
            "{\"a\":1,\"b\":[1,2,{\"c\":null}]}",
            "null",
            "\"x\"",
            "1.5",
            "[]",
            "true",
            "{}",
            "[1,\"two\",false,null]",
            "{\"a\":{\"b\":\"deep\"},\"n\":-7}");

    private Texts() {}
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
