package convergence.googlesql.resolve;

import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRecursiveRefScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedRecursiveScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithEntry;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithRefScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithScan;
import convergence.googlesql.ir.Rel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// WITH, its entries and their readers.
final class WithEntries {
  private final Scans scans;
  private final Deque<String> recursive = new ArrayDeque<>();

  WithEntries(Scans scans) {
    this.scans = scans;
  }

  Rel with(ResolvedWithScan with) {
    // That an entry reads itself shows in its own scan, wherever RECURSIVE was written.
    boolean _ = with.getRecursive();
    List<Rel.Entry> entries = new ArrayList<>();
    for (var entry : with.getWithEntryList()) entries.add(entry(entry));
    return new Rel.With(entries, scans.scan(with.getQuery()));
  }

  private Rel.Entry entry(ResolvedWithEntry entry) {
    var query = entry.getWithSubquery();
    Rel rel =
        query instanceof ResolvedRecursiveScan recursion
            ? recursion(entry.getWithQueryName(), recursion)
            : scans.scan(query);
    return new Rel.Entry(entry.getWithQueryName(), rel, Nodes.positions(query.getColumnList()));
  }

  private Rel recursion(String name, ResolvedRecursiveScan scan) {
    Refuse.hints(scan.getHintList());
    Refuse.any(scan.getRecursionDepthModifier(), "WITH DEPTH");
    boolean distinct =
        switch (scan.getOpType()) {
          case UNION_ALL -> false;
          case UNION_DISTINCT -> true;
        };
    Rel.Item first = scans.item(scan.getNonRecursiveTerm());
    recursive.push(name);
    Rel.Item next = scans.item(scan.getRecursiveTerm());
    recursive.pop();
    return new Rel.Recursion(name, distinct, first, next, Nodes.positions(scan.getColumnList()));
  }

  Rel ref(ResolvedWithRefScan ref) {
    return new Rel.WithRef(ref.getWithQueryName(), Nodes.positions(ref.getColumnList()));
  }

  Rel recursiveRef(ResolvedRecursiveRefScan ref) {
    return new Rel.WithRef(recursive.element(), Nodes.positions(ref.getColumnList()));
  }
}
