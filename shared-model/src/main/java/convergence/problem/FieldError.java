package convergence.problem;

import org.jspecify.annotations.Nullable;

/// One thing that is wrong in what the caller sent or in a file it wrote.
///
/// @param pointer a JSON pointer into the body (`/date`), or a key path of a template (`steps[0].source`)
/// @param detail what is wrong and what to do, one sentence
/// @param line 1-based line of a file, null for bodies
/// @param column 1-based column of a file, null for bodies
public record FieldError(
    String pointer, String detail, @Nullable Integer line, @Nullable Integer column) {
  public static FieldError of(String pointer, String detail) {
    return new FieldError(pointer, detail, null, null);
  }

  public static FieldError at(String pointer, String detail, int line, int column) {
    return new FieldError(pointer, detail, line, column);
  }
}
