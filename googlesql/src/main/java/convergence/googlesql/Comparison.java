package convergence.googlesql;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares the parse trees of a marked and of a filled text: equal node by node, except that each replaced
/// node has become one node that spans exactly what was put in its place.
final class Comparison {
  private final Map<Integer, Moved> moved = new HashMap<>();
  private int expected;

  /// An edit, and where its text begins and ends in the filled text.
  private record Moved(Filling.Edit edit, int start, int end) {}

  private record Pair(SyntaxNode marked, SyntaxNode filled) {}

  /// @param edits in the order of the text
  Comparison(List<Filling.Edit> edits) {
    int shift = 0;
    for (var edit : edits) {
      int start = edit.start() + shift;
      shift += edit.bytes().length - (edit.end() - edit.start());
      if (edit.becomes().isEmpty()) continue;
      moved.put(edit.start(), new Moved(edit, start, start + edit.bytes().length));
      expected++;
    }
  }

  boolean same(SyntaxNode marked, SyntaxNode filled) {
    var open = new ArrayDeque<Pair>();
    open.push(new Pair(marked, filled));
    int met = 0;
    while (!open.isEmpty()) {
      Pair pair = open.pop();
      Moved here = moved.get(pair.marked().start());
      if (here != null && isReplaced(pair.marked(), here.edit())) {
        if (!isReplacement(pair, here)) return false;
        met++;
        continue;
      }
      if (!pair.marked().alike(pair.filled())) return false;
      for (int i = 0; i < pair.marked().children().size(); i++) {
        open.push(new Pair(pair.marked().children().get(i), pair.filled().children().get(i)));
      }
    }
    return met == expected;
  }

  private static boolean isReplaced(SyntaxNode node, Filling.Edit edit) {
    return node.end() == edit.end() && edit.replaces().contains(node.kind());
  }

  private static boolean isReplacement(Pair pair, Moved here) {
    SyntaxNode node = pair.filled();
    return node.start() == here.start()
        && node.end() == here.end()
        && here.edit().becomes().contains(node.kind())
        && node.role().equals(pair.marked().role())
        && (!node.is("Identifier") || node.text("id_string").equals(here.edit().name()));
  }
}
