package convergence.port;

import java.util.regex.Pattern;

/// Names one document. `id` may hold any printable text up to 500 characters; adapters escape it.
///
/// @param collection lower-case snake name, e.g. `runs`
public record Key(String collection, String id) {
  private static final Pattern COLLECTION = Pattern.compile("[a-z][a-z_]*");

  public Key {
    if (!COLLECTION.matcher(collection).matches()) throw new IllegalArgumentException(collection);
    if (id.isEmpty() || id.length() > 500) throw new IllegalArgumentException("document id: " + id);
  }
}
