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

  static Place place(String text, int offset) {
    String before = slice(text, 0, offset);
    int lineStart = before.lastIndexOf('\n') + 1;
    return new Place(
        1 + (int) before.chars().filter(c -> c == '\n').count(),
        1 + before.codePointCount(lineStart, before.length()));
  }
}
