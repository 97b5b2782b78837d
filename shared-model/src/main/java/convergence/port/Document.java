package convergence.port;

import java.util.Map;

/// A stored document: a JSON body that only its book reads, and the few fields that queries use.
///
/// @param version the body's schema version (`v`); readers accept v and v−1
/// @param body JSON text, at most 1,000,000 UTF-8 bytes
/// @param fields values of declared index fields: `String`, `Long` or `Boolean`, by name; a field that
///     is absent keeps the document out of every index that names it
public record Document(int version, String body, Map<String, Object> fields) {
  /// A field, `Long`, milliseconds since 1970: from then on a store that can may remove the document by itself. Who counts on
  /// its going removes it.
  public static final String EXPIRES = "expires";

  public Document {
    fields = Map.copyOf(fields);
    for (var value : fields.values())
      if (!(value instanceof String || value instanceof Long || value instanceof Boolean))
        throw new IllegalArgumentException("not an index value: " + value);
  }

  public static Document of(int version, String body) {
    return new Document(version, body, Map.of());
  }
}
