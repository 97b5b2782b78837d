package convergence.googlesql.resolve;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Partitioning;
import convergence.googlesql.ir.Partitioning.Unit;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Map;

/// PARTITION BY's few forms.
final class Partitions {
  private Partitions() {}

  static Partitioning of(Expr by, Map<Long, String> names) {
    return switch (by) {
      case Expr.Ref(var column) -> column(by, names.get(column.id()), Unit.DAY);
      case Expr.Call call -> call(call, names);
      default -> throw form();
    };
  }

  private static Partitioning call(Expr.Call call, Map<Long, String> names) {
    List<Expr> arguments = call.arguments();
    return switch (call.signature().function()) {
      case "DATE" -> column(arguments.getFirst(), name(arguments.getFirst(), names), Unit.DAY);
      case "DATE_TRUNC", "TIMESTAMP_TRUNC", "DATETIME_TRUNC" ->
          column(arguments.getFirst(), name(arguments.getFirst(), names), unit(arguments.get(1)));
      case "RANGE_BUCKET" -> range(arguments, names);
      default -> throw form();
    };
  }

  private static Partitioning column(
      Expr by, @org.jspecify.annotations.Nullable String name, Unit unit) {
    if (name == null) throw form();
    if (!(by.type() instanceof IrType.Scalar(var type))
        || !List.of(SqlType.DATE, SqlType.TIMESTAMP, SqlType.DATETIME).contains(type))
      throw Unsupported.of("PARTITION BY a column of type " + by.type());
    boolean pseudo =
        name.equalsIgnoreCase("_PARTITIONTIME") || name.equalsIgnoreCase("_PARTITIONDATE");
    return Partitioning.by(pseudo ? null : name, unit);
  }

  private static String name(Expr expr, Map<Long, String> names) {
    // A pseudo-column may be cast on its way.
    if (expr instanceof Expr.Ref(var column) && names.get(column.id()) != null)
      return names.get(column.id());
    throw form();
  }

  private static Unit unit(Expr keyword) {
    if (!(keyword instanceof Expr.Keyword(var word))) throw form();
    return switch (word) {
      case "HOUR" -> Unit.HOUR;
      case "DAY" -> Unit.DAY;
      case "MONTH" -> Unit.MONTH;
      case "YEAR" -> Unit.YEAR;
      default -> throw Unsupported.of("PARTITION BY " + word);
    };
  }

  private static Partitioning range(List<Expr> arguments, Map<Long, String> names) {
    if (!(arguments.get(1) instanceof Expr.Call array)
        || !array.signature().function().equals("GENERATE_ARRAY")) throw form();
    var bounds = array.arguments();
    return new Partitioning(
        name(arguments.getFirst(), names),
        null,
        number(bounds.get(0)),
        number(bounds.get(1)),
        bounds.size() > 2 ? number(bounds.get(2)) : 1);
  }

  private static long number(Expr expr) {
    if (expr instanceof Expr.Literal(_, Long number)) return number;
    if (expr instanceof Expr.Call call && call.signature().id().startsWith("FN_UNARY_MINUS"))
      return -number(call.arguments().getFirst());
    throw form();
  }

  private static RuntimeException form() {
    return Unsupported.of("this form of PARTITION BY");
  }
}
