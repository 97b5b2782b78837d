package convergence.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a request's body: one JSON object in UTF-8, whatever its Content-Type. Strict where leniency would
/// change a value: no doubled names, no text behind the end, decimals exact, no half surrogates.
public final class JsonBody {
  private static final int DEEPEST = 64;
  private static final ObjectReader READER = reader();

  private JsonBody() {}

  /// The body of a request whose route takes `HttpRequest<byte[]>`.
  ///
  /// @throws RefusedException BadRequest with line and column
  public static Map<String, Object> of(HttpRequest<byte[]> request) {
    return object(request.getBody().orElse(null));
  }

  /// An absent or blank body is an empty object.
  ///
  /// @return values: String, Integer, Long, BigInteger, BigDecimal, Boolean, List, Map, null
  /// @throws RefusedException BadRequest with line and column
  public static Map<String, Object> object(byte @Nullable [] body) {
    if (body == null || blank(body)) return new LinkedHashMap<>();
    try (var parser = READER.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT)
        throw refused("The body must be a JSON object.", 1, 1);
      Map<String, Object> object = READER.readValue(parser);
      if (parser.nextToken() != null) {
        var at = parser.currentTokenLocation();
        throw refused("The body goes on after its JSON object.", at.getLineNr(), at.getColumnNr());
      }
      if (escapesSurrogates(body)) whole(object, "");
      return object;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw refused(why(e), at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr());
    } catch (IOException e) {
      throw refused("The body is not UTF-8.", 1, 1);
    }
  }

  private static ObjectReader reader() {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build()
        .readerFor(new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static String why(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (message != null && message.startsWith("Duplicate"))
      return "A name stands twice in one JSON object.";
    if (e instanceof StreamConstraintsException)
      return "The body is nested deeper than "
          + DEEPEST
          + " levels, or holds too long a number or text.";
    return "The body is not valid JSON.";
  }

  private static RefusedException refused(String detail, int line, int column) {
    return new RefusedException(
        new Refusal.BadRequest(detail, List.of(FieldError.at("", detail, line, column))));
  }

  private static boolean blank(byte[] body) {
    for (byte b : body) if (b != ' ' && b != '\t' && b != '\r' && b != '\n') return false;
    return true;
  }

  /// Only an escape can smuggle half a surrogate pair through a UTF-8 body.
  private static boolean escapesSurrogates(byte[] body) {
    for (int i = 0; i + 2 < body.length; i++)
      if (body[i] == '\\' && body[i + 1] == 'u' && (body[i + 2] == 'd' || body[i + 2] == 'D'))
        return true;
    return false;
  }

  private static void whole(@Nullable Object value, String pointer) {
    switch (value) {
      case String text -> {
        if (!wellFormed(text))
          throw new RefusedException(
              Refusal.BadRequest.of(pointer, "The text holds half of a surrogate pair."));
      }
      case Map<?, ?> map ->
          map.forEach(
              (name, item) -> {
                whole(name, pointer);
                whole(item, pointer + "/" + name);
              });
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) whole(list.get(i), pointer + "/" + i);
      }
      case null, default -> {}
    }
  }

  /// Half a surrogate pair has no UTF-8 and does not come back.
  private static boolean wellFormed(String text) {
    return text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
