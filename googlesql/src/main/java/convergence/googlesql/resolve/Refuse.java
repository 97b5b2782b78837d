package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOption;
import convergence.googlesql.ir.Unsupported;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What must not stand in a node, or the query is refused: a modifier that is ignored gives a wrong answer.
final class Refuse {
  private Refuse() {}

  static void hints(List<ResolvedOption> hints) {
    for (var hint : hints) throw Unsupported.of("hint @{" + hint.getName() + "}");
  }

  static void any(List<?> nodes, String construct) {
    if (!nodes.isEmpty()) throw Unsupported.of(construct);
  }

  static void any(@Nullable Object node, String construct) {
    if (node != null) throw Unsupported.of(construct);
  }

  static void when(boolean there, String construct) {
    if (there) throw Unsupported.of(construct);
  }
}
