package convergence.yaml;

import convergence.yaml.YamlNode.Scalar;

/// A text within a YAML file, and where in the file each of its characters stands: through the indentation of
/// a block, folded lines, quotes and escapes.
///
/// @param source the whole file
public record Passage(String source, Scalar scalar) {
  /// The place in the file of a place in the text.
  ///
  /// @param line 1-based in the text; 0: unknown
  /// @param column 1-based in code points; 0: unknown
  public Place at(int line, int column) {
    if (line < 1) return start();
    String text = scalar.text();
    int begin = 0;
    for (int n = 1; n < line; n++) {
      int end = text.indexOf('\n', begin);
      if (end < 0) return start();
      begin = end + 1;
    }
    int end = text.indexOf('\n', begin);
    int length = text.codePointCount(begin, end < 0 ? text.length() : end);
    int within = Math.min(Math.max(column, 1) - 1, length);
    return new YamlFile(source, null, java.util.List.of())
        .placeAt(sourceOf(text.offsetByCodePoints(begin, within)));
  }

  /// Where the text itself begins: behind `|` or a quote.
  private Place start() {
    return scalar.text().isEmpty()
        ? scalar.place()
        : new YamlFile(source, null, java.util.List.of()).placeAt(sourceOf(0));
  }

  /// The index in the file of the character at this index of the text; of its end when it is the length.
  private int sourceOf(int index) {
    var walk = new Walk();
    for (int i = 0; i < index; i++) walk.step(scalar.text().charAt(i));
    walk.reach(index < scalar.text().length() ? scalar.text().charAt(index) : '\n');
    return Math.min(walk.at, scalar.to());
  }

  /// Follows the text through its source, one character at a time. What white space became in folding is
  /// white space on both sides, so that runs of it are stepped over together.
  private final class Walk {
    private final char style;
    private int at;

    Walk() {
      at = scalar.from();
      style = at < source.length() ? source.charAt(at) : ' ';
      switch (style) {
        case '|', '>' -> {
          int lineEnd = source.indexOf('\n', at);
          at = lineEnd < 0 ? scalar.to() : lineEnd + 1;
        }
        case '"', '\'' -> at++;
        default -> {}
      }
    }

    /// Moves to where the character `c` of the text stands.
    void reach(char c) {
      if (isSpace(c)) return;
      while (at < scalar.to() && (isSpace(source.charAt(at)) || isJoint())) at++;
    }

    /// Moves over the character `c` of the text.
    void step(char c) {
      reach(c);
      if (at >= scalar.to()) return;
      char here = source.charAt(at);
      if (style == '"' && here == '\\') at += escape();
      else if (style == '\'' && here == '\'') at += 2;
      else if (here == c) at++;
      else if (c == '\n' && here != '\n') newline();
    }

    /// A text's line ends where the source's does, blanks before it included.
    private void newline() {
      int after = at;
      while (after < scalar.to() && isSpace(source.charAt(after)) && source.charAt(after) != '\n')
        after++;
      if (after < scalar.to() && source.charAt(after) == '\n') at = after + 1;
    }

    /// A backslash that joins two lines of a quoted text.
    private boolean isJoint() {
      return style == '"'
          && source.charAt(at) == '\\'
          && at + 1 < source.length()
          && (source.charAt(at + 1) == '\n' || source.charAt(at + 1) == '\r');
    }

    private int escape() {
      return switch (at + 1 < source.length() ? source.charAt(at + 1) : ' ') {
        case 'x' -> 4;
        case 'u' -> 6;
        case 'U' -> 10;
        default -> 2;
      };
    }

    private static boolean isSpace(char c) {
      return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }
  }
}
