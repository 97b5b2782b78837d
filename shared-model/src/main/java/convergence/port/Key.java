package convergence.port;

/// Names one document. `id` may hold any printable text up to 500 characters; adapters escape it.
///
/// @param collection lower-case snake name, e.g. `runs`
public record Key(String collection, String id) {
  public Key {
    if (!collection.matches("[a-z][a-z_]*")) throw new IllegalArgumentException(collection);
    if (id.isEmpty() || id.length() > 500) throw new IllegalArgumentException("document id: " + id);
  }
}
