package convergence.googlesql;

/// One signature of a function that the analysis knows.
///
/// @param name as it is written, in upper case; an operator's begins with `$`
/// @param id as [convergence.googlesql.ir.Signature] has it
public record KnownFunction(String name, String id) implements Comparable<KnownFunction> {
  @Override
  public int compareTo(KnownFunction other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : id.compareTo(other.id);
  }
}
