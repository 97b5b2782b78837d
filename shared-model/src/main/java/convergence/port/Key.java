package convergence.port;

/// Names one document. `id` may hold any printable text up to 500 characters; adapters escape it.
///
/// @param collection lower-case snake name, e.g. `runs`
public record Key(String collection, String id) {
  public Key {
    if (!isSnake(collection)) throw new IllegalArgumentException(collection);
    if (id.isEmpty() || id.length() > 500) throw new IllegalArgumentException("document id: " + id);
  }

  /// By hand: several keys are made for each run, and a pattern's matcher was a fortieth of what a slot costs.
  private static boolean isSnake(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c != '_' || i == 0)) return false;
    }
    return !name.isEmpty();
  }
}
