package convergence.googlesql;

import java.nio.charset.StandardCharsets;

/// Text by the byte offsets that the parser tells.
final class Utf8 {
  private Utf8() {}

  static String slice(String text, int from, int to) {
    return new String(
        text.getBytes(StandardCharsets.UTF_8), from, to - from, StandardCharsets.UTF_8);
  }
}
