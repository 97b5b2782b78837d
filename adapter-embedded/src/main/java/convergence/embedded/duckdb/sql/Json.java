package convergence.embedded.duckdb.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A JSON value as GoogleSQL's type JSON holds it: fields in the order of their names, numbers as INT64, UINT64 or
/// FLOAT64 write them.
sealed interface Json {
  JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(500)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(10_000)
                  .build())
          .build();

  /// `null`, `true` or `false`.
  record Word(String text) implements Json {}

  /// @param text canonical
  record Num(String text) implements Json {
    boolean whole() {
      return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }
  }

  record Str(String text) implements Json {}

  /// May be changed by who made it.
  record Arr(List<Json> elements) implements Json {}

  /// May be changed by who made it.
  record Obj(Map<String, Json> fields) implements Json {}

  /// @param exact a number that FLOAT64 cannot hold is an error, else it is rounded
  static Json parse(String text, boolean exact) {
    try (var in = FACTORY.createParser(text)) {
      var token = in.nextToken();
      if (token == null) throw invalid("unexpected end of input");
      Json value = read(in, exact);
      if (in.nextToken() != null) throw invalid("unexpected text behind the value");
      return value;
    } catch (IOException e) {
      throw invalid("syntax error while parsing value");
    }
  }

  static Json parse(String text) {
    return parse(text, false);
  }

  private static QueryError invalid(String why) {
    return new QueryError("Invalid input to PARSE_JSON: " + why);
  }

  /// The first of doubled names counts.
  private static Json read(JsonParser in, boolean exact) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Obj object = object();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          in.nextToken();
          object.fields().putIfAbsent(name, read(in, exact));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Json> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) elements.add(read(in, exact));
        yield new Arr(elements);
      }
      case VALUE_STRING -> new Str(in.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getText(), exact);
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> new Word(in.getText());
      default -> throw invalid("unexpected token");
    };
  }

  static Obj object() {
    return new Obj(new TreeMap<>(Json::byCodePoint));
  }

  private static int byCodePoint(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return java.util.Arrays.compare(left, right);
  }

  static Num number(String text, boolean exact) {
    if (text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9')) && text.length() <= 20) {
      var whole = new java.math.BigInteger(text);
      if (whole.bitLength() <= 63 || (whole.signum() > 0 && whole.bitLength() <= 64))
        return new Num(whole.toString());
    }
    double value = Double.parseDouble(text);
    boolean lost =
        Double.isInfinite(value)
            || (exact
                && new BigDecimal(FloatUdfs.text(value)).compareTo(new BigDecimal(text)) != 0);
    if (lost)
      throw invalid("Input number: " + text + " cannot round-trip through string representation");
    return of(value);
  }

  /// A finite one.
  static Num of(double value) {
    String text = FloatUdfs.text(value);
    boolean plain = text.indexOf('.') < 0 && text.indexOf('e') < 0;
    return new Num(plain ? text + ".0" : text);
  }

  default String write() {
    var text = new StringBuilder();
    write(this, text);
    return text.toString();
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case Word(var text) -> out.append(text);
      case Num(var text) -> out.append(text);
      case Str(var text) -> quote(text, out);
      case Arr(var elements) -> {
        String comma = "[";
        for (var element : elements) {
          out.append(comma);
          write(element, out);
          comma = ",";
        }
        out.append(elements.isEmpty() ? "[]" : "]");
      }
      case Obj(var fields) -> {
        String comma = "{";
        for (var field : fields.entrySet()) {
          out.append(comma);
          quote(field.getKey(), out);
          out.append(':');
          write(field.getValue(), out);
          comma = ",";
        }
        out.append(fields.isEmpty() ? "{}" : "}");
      }
    }
  }

  static String quote(String text) {
    var out = new StringBuilder();
    quote(text, out);
    return out.toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\u2028' -> out.append("\\u2028");
        case '\u2029' -> out.append("\\u2029");
        default -> {
          if (c < ' ') out.append("\\u%04x".formatted((int) c));
          else out.append(c);
        }
      }
    }
    out.append('"');
  }
}
