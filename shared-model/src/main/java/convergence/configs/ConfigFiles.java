package convergence.configs;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/// The files of CONFIGS_DIR, wherever they lie. A path is relative to it, with `/` between its parts. Any thread may
/// ask.
public interface ConfigFiles {
  /// Paths of all templates there are now, in order.
  ///
  /// @throws IOException they cannot be listed now
  List<String> templates() throws IOException;

  /// What tells, without reading, that a file may have changed.
  Stamp stamp(String path);

  /// @param path already checked not to climb out by `..`
  Content read(String path);

  /// @param modified when it was written, in ms, or any number that no other content of this file had
  record Stamp(long modified, long size) {
    public static final Stamp MISSING = new Stamp(-1, -1);
  }

  /// Text, or why there is none.
  sealed interface Content {}

  record Text(String text) implements Content {}

  record Unreadable(String why) implements Content {}

  record Missing() implements Content {}

  /// Whether a file that lies there is a template: `customer/{template}.yml` or `{provider}/{domain}/{template}.yml`.
  static boolean isTemplate(String path) {
    var parts = List.of(path.split("/", -1));
    if (!path.endsWith(EXTENSION) || OTHERS.contains(parts.getFirst())) return false;
    if (parts.size() != 3 && !(parts.size() == 2 && parts.getFirst().equals("customer")))
      return false;
    return parts.stream().allMatch(part -> NAME.matcher(stem(part)).matches());
  }

  private static String stem(String part) {
    return part.endsWith(EXTENSION) ? part.substring(0, part.length() - EXTENSION.length()) : part;
  }

  String EXTENSION = ".yml";

  /// Folders below configs/ that hold no templates.
  List<String> OTHERS = List.of("metadata");

  Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
}
