package convergence.template;

import org.jspecify.annotations.Nullable;

/// Paths that stay in their folder.
final class FilePaths {
  private FilePaths() {}

  /// What keeps a relative path from being one that stays in its folder; null: nothing.
  static @Nullable String fault(String path) {
    if (path.isBlank()) return "is empty";
    if (path.length() > 1024) return "is longer than 1024 characters";
    for (int i = 0; i < path.length(); i++)
      if (path.charAt(i) < ' ' || path.charAt(i) == '\\' || path.charAt(i) == 0x7f)
        return "holds a control character or a backslash";
    if (path.startsWith("/") || path.startsWith("~") || path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*"))
      return "must be relative";
    for (String part : path.split("/", -1))
      if (part.isEmpty() || part.equals(".") || part.equals(".."))
        return "must not hold an empty part, '.' or '..'";
    return null;
  }
}
