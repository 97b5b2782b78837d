package convergence.googlesql;

import java.nio.charset.StandardCharsets;

/// Text by the byte offsets that the parser tells.
final class Utf8 {
  private Utf8() {}

  /// Both 1-based.
  record Place(int line, int column) {}

  static String slice(String text, int from, int to) {
    return new String(
        text.getBytes(StandardCharsets.UTF_8), from, to - from, StandardCharsets.UTF_8);
  }

  /// The offset of a place; of the line's or the text's end when it lies behind that.
  static int offset(String text, int line, int column) {
    return text.substring(0, index(text, line, column)).getBytes(StandardCharsets.UTF_8).length;
  }

  /// The same in characters.
  static int index(String text, int line, int column) {
    int begin = 0;
    for (int n = 1; n < line; n++) {
      int end = text.indexOf('\n', begin);
      if (end < 0) break;
      begin = end + 1;
    }
    int end = text.indexOf('\n', begin);
    int length = text.codePointCount(begin, end < 0 ? text.length() : end);
    return text.offsetByCodePoints(begin, Math.min(Math.max(column, 1) - 1, length));
  }

  static Place place(String text, int offset) {
    return placeOf(text, slice(text, 0, offset).length());
  }

  /// The place of a character.
  static Place placeOf(String text, int index) {
    String before = text.substring(0, index);
    int lineStart = before.lastIndexOf('\n') + 1;
    return new Place(
        1 + (int) before.chars().filter(c -> c == '\n').count(),
        1 + before.codePointCount(lineStart, before.length()));
  }
}
