package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows that are known beforehand, as an item of FROM.
public final class Tabulated {
  private Tabulated() {}

  /// @param columns scalars only
  public static String text(List<Column> columns, List<List<@Nullable Object>> rows) {
    List<String> selects = new ArrayList<>();
    for (var row : rows) selects.add(select(columns, row));
    if (selects.isEmpty())
      selects.add(
          select(columns, new ArrayList<>(java.util.Collections.nCopies(columns.size(), null)))
              + " WHERE false");
    return "(" + String.join(" UNION ALL ", selects) + ") AS i";
  }

  private static String select(List<Column> columns, List<@Nullable Object> row) {
    return java.util.stream.IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                SqlTexts.literal((Expr.Literal) Irs.constant(Irs.type(columns.get(i)), row.get(i)))
                    + " AS "
                    + DuckTypes.quote(columns.get(i).name()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }
}
