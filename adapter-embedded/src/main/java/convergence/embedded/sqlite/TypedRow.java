package convergence.embedded.sqlite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Named values as JSON that keeps their types: each name begins with a letter for the type of its value,
/// `s` String, `l` Long, `d` Double, `b` Boolean, `n` Instant in nanoseconds, `t` Instant as text, `y` LocalDate, `a`
/// list of strings.
final class TypedRow {
  /// Instants beyond this many seconds from 1970 (some 280 years) are written as text.
  private static final long NANOS_REACH = Long.MAX_VALUE / 1_000_000_000 - 1;

  /// Its buffers are pooled for all threads, as [convergence.port.Json] does and for the same reason.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()).build();

  private TypedRow() {}

  static String encode(Map<String, Object> row) {
    var text = new StringWriter(32 * row.size() + 2);
    try (var out = JSON.createGenerator(text)) {
      out.writeStartObject();
      for (var column : row.entrySet()) write(out, column.getKey(), column.getValue());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, String name, Object value) throws IOException {
    switch (value) {
      case String s -> out.writeStringField("s" + name, s);
      case Long l -> out.writeNumberField("l" + name, l);
      // As text: NaN and the infinities are values too.
      case Double d -> out.writeStringField("d" + name, Double.toString(d));
      case Boolean b -> out.writeBooleanField("b" + name, b);
      case Instant t -> write(out, name, t);
      case LocalDate y -> out.writeStringField("y" + name, y.toString());
      case List<?> list -> {
        out.writeArrayFieldStart("a" + name);
        for (var item : list) out.writeString((String) item);
        out.writeEndArray();
      }
      default ->
          throw new IllegalArgumentException(
              "column " + name + " has a value that a fact cannot carry: " + value.getClass());
    }
  }

  /// As a number where it fits: a row has several instants, and their text was most of what a row cost.
  private static void write(JsonGenerator out, String name, Instant instant) throws IOException {
    long seconds = instant.getEpochSecond();
    if (Math.abs(seconds) < NANOS_REACH)
      out.writeNumberField("n" + name, seconds * 1_000_000_000 + instant.getNano());
    else out.writeStringField("t" + name, instant.toString());
  }

  static Map<String, Object> decode(String text) {
    var row = new LinkedHashMap<String, Object>();
    try (var in = JSON.createParser(text)) {
      in.nextToken();
      for (String tagged = in.nextFieldName(); tagged != null; tagged = in.nextFieldName()) {
        in.nextToken();
        row.put(tagged.substring(1), value(tagged.charAt(0), in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return row;
  }

  private static Object value(char type, JsonParser in) throws IOException {
    return switch (type) {
      case 's' -> in.getText();
      case 'l' -> in.getLongValue();
      case 'd' -> Double.valueOf(in.getText());
      case 'b' -> in.getBooleanValue();
      case 'n' -> Instant.EPOCH.plusNanos(in.getLongValue());
      case 't' -> Instant.parse(in.getText());
      case 'y' -> LocalDate.parse(in.getText());
      case 'a' -> strings(in);
      default -> throw new IllegalStateException("a column of unknown type " + type);
    };
  }

  private static List<String> strings(JsonParser in) throws IOException {
    var list = new ArrayList<String>();
    while (in.nextToken() != JsonToken.END_ARRAY) list.add(in.getText());
    return List.copyOf(list);
  }
}
