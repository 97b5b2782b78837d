package convergence.googlesql;

import convergence.warehouse.SqlFault;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A parse tree in the making, on a thread of its own, while its statement is being resolved. ZetaSQL parses for
/// itself, so neither waits for the other.
final class Reading {
  private final FutureTask<SyntaxNode> tree;

  private Reading(FutureTask<SyntaxNode> tree) {
    this.tree = tree;
  }

  static Reading of(String sql, Workbench bench) {
    var tree = new FutureTask<>(() -> bench.parse(sql));
    var thread = new Thread(null, tree, "zetasql-parse", ZetaSql.STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return new Reading(tree);
  }

  /// @throws SqlFault as [Workbench#parse]
  SyntaxNode tree() {
    try {
      return tree.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlFault("timeout", "the analysis of the SQL was interrupted", 0, 0);
    }
  }
}
