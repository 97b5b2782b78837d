package convergence.googlesql.ir;

/// A function's signature: ZetaSQL's own name of it, such as `FN_ADD_INT64`, which tells overloads apart.
///
/// @param id unique among built-in functions
/// @param function as a person writes it, for messages
public record Signature(String id, String function) {
  @Override
  public String toString() {
    return function.toUpperCase(java.util.Locale.ROOT) + " [" + id + "]";
  }
}
