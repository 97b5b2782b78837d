package convergence.embedded.duckdb.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of kinds that travel as texts.
final class Wire {
  private static final HexFormat HEX = HexFormat.of();

  private Wire() {}

  static Object read(Udf.Kind kind, String text) {
    return switch (kind) {
      case BYTES -> bytes(text);
      case INTERVAL -> Interval.ofParts(text);
      case TEXTS -> list(text, e -> e);
      case INTS -> list(text, Long::valueOf);
      case BYTES_LIST -> list(text, Wire::bytes);
      case FLOATS -> list(text, Wire::number);
      case TEXT, JSON, INT, FLOAT, NUMERIC, BIGNUMERIC, BOOL, DATE, DATETIME, TIMESTAMP -> text;
    };
  }

  static String write(Udf.Kind kind, Object value) {
    return switch (kind) {
      case BYTES -> hex((String) value);
      case INTERVAL -> ((Interval) value).duckText();
      case TEXTS -> JsonUdfs.written(texts(value));
      case INTS -> value.toString();
      case BYTES_LIST -> JsonUdfs.written(texts(value).stream().map(Wire::hex).toList());
      case FLOATS -> throw new IllegalArgumentException("no function gives " + kind);
      case TEXT, JSON, INT, FLOAT, NUMERIC, BIGNUMERIC, BOOL, DATE, DATETIME, TIMESTAMP ->
          (String) value;
    };
  }

  /// DuckDB's text of a float.
  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String bytes(String hex) {
    return new String(HEX.parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private static String hex(String bytes) {
    return HEX.formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  @SuppressWarnings("unchecked") // only lists of strings come as this kind
  private static List<String> texts(Object value) {
    return (List<String>) value;
  }

  private interface Element {
    Object of(String text);
  }

  private static List<@Nullable Object> list(String json, Element element) {
    List<@Nullable Object> values = new ArrayList<>();
    for (var value : ((Json.Arr) Json.parse(json)).elements()) {
      String text = JsonConversions.laxString(value);
      values.add(text == null ? null : element.of(text));
    }
    return values;
  }
}
