package convergence.googlesql.resolve;

import convergence.googlesql.ir.Computed;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.Rel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A projection over ordered rows that keeps their order.
final class Orders {
  private Orders() {}

  static Rel over(Rel rows, List<Computed> computed) {
    var keys = Scans.order(rows);
    List<IrColumn> wanted = computed.stream().map(Computed::column).toList();
    Set<IrColumn> columns = new LinkedHashSet<>(wanted);
    keys.forEach(key -> columns.add(key.column()));
    return new Rel.OrderBy(new Rel.Project(rows, computed, List.copyOf(columns)), keys, wanted);
  }
}
