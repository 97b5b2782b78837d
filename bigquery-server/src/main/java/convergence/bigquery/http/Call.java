package convergence.bigquery.http;

import com.google.api.client.util.GenericData;
import com.sun.net.httpserver.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// One request, with what its route's braces matched.
///
/// @param path values of the route's placeholders by name
/// @param query decoded query parameters; a name may come several times
/// @param input the body as it came, still compressed if the client did so
public record Call(
    String method,
    Map<String, String> path,
    Map<String, List<String>> query,
    Headers headers,
    InputStream input) {
  private static final int LIMIT = 256 << 20;

  public String project() {
    return path("project");
  }

  public String path(String name) {
    var value = path.get(name);
    if (value == null) throw new IllegalArgumentException(name);
    return value;
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).map(List::getLast).filter(text -> !text.isEmpty());
  }

  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  public boolean flag(String name) {
    return parameter(name).map(Boolean::parseBoolean).orElse(false);
  }

  public Optional<Long> number(String name) {
    return parameter(name)
        .map(
            text -> {
              try {
                return Long.parseUnsignedLong(text);
              } catch (NumberFormatException _) {
                throw new ApiException(
                    Reason.INVALID, "Invalid value for: " + name + ": " + text, name);
              }
            });
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  /// The body without the client's compression.
  public InputStream stream() {
    try {
      return header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent()
          ? new GZIPInputStream(input, 1 << 16)
          : input;
    } catch (IOException _) {
      throw ApiException.invalid("The body is not gzip as its Content-Encoding says.");
    }
  }

  public byte[] bytes() {
    return bytes(LIMIT);
  }

  /// @throws ApiException it is longer
  public byte[] bytes(int most) {
    try (var in = stream()) {
      var out = new ByteArrayOutputStream();
      in.transferTo(out);
      if (out.size() > most)
        throw ApiException.invalid("Request payload size exceeds the limit: " + most + " bytes.");
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The body of a patch or update: what is null in it is to go.
  public <T extends GenericData> T change(Class<T> type) {
    return Bodies.change(bytes(), type);
  }

  public <T extends GenericData> T body(Class<T> type) {
    return Bodies.read(bytes(), type);
  }
}
