package convergence.warehouse;

import java.util.ArrayList;
import java.util.List;

/// A wildcard table: all tables of a dataset whose names begin alike, one below the other.
///
/// @param name `dataset.begin*`
public record Wildcard(TableRef name) {
  /// The column that tells of each row what stood for the `*`.
  public static final String SUFFIX = "_TABLE_SUFFIX";

  public static boolean is(TableRef table) {
    return table.table().endsWith("*");
  }

  /// What stands before the `*`.
  public String prefix() {
    return name.table().substring(0, name.table().length() - 1);
  }

  /// The tables that there are, sorted; of the warehouse's own project alone.
  ///
  /// @throws SqlFault a view is among them, or there is none
  public List<TableRef> tables(Schemas schemas) {
    if (name.project() != null)
      throw fault("unsupported", "lies in another project: name the tables, with UNION ALL");
    List<TableRef> tables = new ArrayList<>();
    for (String candidate : schemas.tables(name.dataset())) {
      if (!candidate.startsWith(prefix())) continue;
      var table = TableRef.of(name.dataset(), candidate);
      var schema = schemas.find(table);
      if (schema.map(TableSchema::viewSql).isPresent())
        throw new SqlFault(
            "unresolved", "Views cannot be queried through prefix. First view " + table, 0, 0);
      if (schema.isPresent()) tables.add(table);
    }
    if (tables.isEmpty()) throw fault("unresolved", "does not match any table");
    return tables;
  }

  /// The columns that all of them have, and [#SUFFIX].
  ///
  /// @throws SqlFault as [#tables]; or they differ in their columns, so that the answer would hang on which of them
  ///     was made last
  TableSchema schema(Schemas schemas) {
    List<Column> columns = List.of();
    TableRef first = null;
    for (var table : tables(schemas)) {
      var own = bare(schemas.find(table).orElseThrow().columns());
      if (first == null) {
        first = table;
        columns = own;
      } else if (!own.equals(columns))
        throw fault(
            "unsupported",
            "is a wildcard over tables with different columns ("
                + first
                + ", "
                + table
                + "): name the tables, with UNION ALL");
    }
    List<Column> all = new ArrayList<>(columns);
    all.add(Column.of(SUFFIX, SqlType.STRING));
    return TableSchema.of(all);
  }

  /// What a query sees of them.
  private static List<Column> bare(List<Column> columns) {
    return columns.stream()
        .map(c -> new Column(c.name(), c.type(), c.repeated(), false, bare(c.fields()), ""))
        .toList();
  }

  private SqlFault fault(String code, String what) {
    return new SqlFault(code, "`" + name + "` " + what, 0, 0);
  }
}
