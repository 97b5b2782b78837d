package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Rel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a value becomes when it leaves a query: an array without value is empty there, and one with a NULL in it is
/// an error.
final class Results {
  /// Columns of tables: their arrays have been checked when they were written.
  private final Set<IrColumn> stored = new HashSet<>();

  Results(Rel rows) {
    collect(rows);
  }

  private void collect(Rel rel) {
    switch (rel) {
      case Rel.Table table -> stored.addAll(table.columns());
      case Rel.SingleRow _, Rel.WithRef _, Rel.SetOperation _, Rel.Recursion _ -> {}
      case Rel.Project project -> collect(project.input());
      case Rel.Filter filter -> collect(filter.input());
      case Rel.Aggregate aggregate -> collect(aggregate.input());
      case Rel.OrderBy order -> collect(order.input());
      case Rel.Limit limit -> collect(limit.input());
      case Rel.Unnest unnest -> collect(unnest.input());
      case Rel.Window window -> collect(window.input());
      case Rel.With with -> collect(with.body());
      case Rel.Join join -> {
        collect(join.left());
        collect(join.right());
      }
    }
  }

  /// @param name for the message
  String shape(IrColumn column, String text, String name) {
    if (stored.contains(column) && column.type() instanceof IrType.Array)
      return "coalesce(" + text + ", CAST([] AS " + SqlTexts.type(column.type()) + "))";
    return stored.contains(column) ? text : shape(column.type(), text, name, 0);
  }

  static boolean changes(IrType type) {
    return switch (type) {
      case IrType.Scalar _ -> false;
      case IrType.Array _ -> true;
      case IrType.Struct struct -> struct.fields().stream().anyMatch(f -> changes(f.type()));
    };
  }

  private static String shape(IrType type, String text, String name, int depth) {
    if (!changes(type)) return text;
    return switch (type) {
      case IrType.Scalar _ -> text;
      case IrType.Struct struct -> {
        List<String> values = new ArrayList<>();
        var names = SqlTexts.fieldNames(struct);
        for (int i = 0; i < names.size(); i++) {
          String field = "struct_extract(" + text + ", " + DuckTypes.literal(names.get(i)) + ")";
          values.add(shape(struct.fields().get(i).type(), field, names.get(i), depth));
        }
        yield "CASE WHEN "
            + text
            + " IS NULL THEN NULL ELSE "
            + Casts.struct(struct, values)
            + " END";
      }
      case IrType.Array(var element) -> {
        String variable = "r$" + depth;
        String inner =
            changes(element)
                ? "list_transform("
                    + text
                    + ", lambda "
                    + variable
                    + ": "
                    + shape(element, variable, name, depth + 1)
                    + ")"
                : text;
        String fault =
            DuckTypes.literal("Array cannot have a null element; error in writing field " + name);
        String duck = SqlTexts.type(type);
        yield "CASE WHEN len("
            + text
            + ") > list_count("
            + text
            + ") THEN CAST(gs_fail("
            + fault
            + ") AS "
            + duck
            + ") ELSE coalesce("
            + inner
            + ", CAST([] AS "
            + duck
            + ")) END";
      }
    };
  }
}
