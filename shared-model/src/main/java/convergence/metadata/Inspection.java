package convergence.metadata;

import convergence.port.Warehouse;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Compares a dataset with what is declared for it. Reads only.
final class Inspection {
  private final Warehouse warehouse;

  Inspection(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  List<Finding> of(String dataset, List<MetadataTable> declared) {
    var all = new ArrayList<Finding>();
    all.add(
        warehouse.hasDataset(dataset) ? new Finding.Same(dataset) : new Finding.Missing(dataset));
    for (var table : declared) {
      if (table.ownsRows()) all.add(rows(table.rows(dataset), table.rowsSchema()));
      all.add(view(table, dataset));
    }
    return all;
  }

  private Finding view(MetadataTable table, String dataset) {
    var name = table.view(dataset);
    var there = warehouse.schemas().find(name);
    if (there.isEmpty()) return new Finding.Missing(name.toString());
    if (there.get().viewSql() == null)
      return new Finding.Lossy(
          name.toString(), List.of(name + " is a table where a view is declared"));
    return table.isShownBy(there.get(), dataset)
        ? new Finding.Same(name.toString())
        : new Finding.Differs(name.toString(), List.of("query replaced"));
  }

  private Finding rows(TableRef name, TableSchema wanted) {
    var there = warehouse.schemas().find(name);
    return there.isEmpty()
        ? new Finding.Missing(name.toString())
        : compare(name, there.get(), wanted);
  }

  private static Finding compare(TableRef name, TableSchema there, TableSchema wanted) {
    if (there.viewSql() != null)
      return new Finding.Lossy(
          name.toString(), List.of(name + " is a view where a table is declared"));
    var lossy = new ArrayList<String>();
    var mended = new ArrayList<String>();
    for (var column : there.columns()) {
      var declared = SchemaRules.find(wanted.columns(), column.name());
      if (declared.isEmpty()) lossy.add(name + "." + column.name() + " is declared no more");
      else compare(name, column, declared.get(), lossy, mended);
    }
    for (var column : wanted.columns())
      if (SchemaRules.find(there.columns(), column.name()).isEmpty()) {
        if (column.required())
          lossy.add(name + "." + column.name() + " is new and REQUIRED, and rows there lack it");
        else mended.add("column " + column.name() + " added");
      }
    if (!Objects.equals(there.partitionField(), wanted.partitionField()))
      lossy.add(partitioning(name, there, wanted));
    if (!lossy.isEmpty()) return new Finding.Lossy(name.toString(), lossy);
    return mended.isEmpty()
        ? new Finding.Same(name.toString())
        : new Finding.Differs(name.toString(), mended);
  }

  private static void compare(
      TableRef name, Column there, Column wanted, List<String> lossy, List<String> mended) {
    String column = name + "." + there.name();
    if (there.type() != wanted.type()
        || there.repeated() != wanted.repeated()
        || !there.fields().equals(wanted.fields()))
      lossy.add(
          "%s is %s and declared %s"
              .formatted(column, SchemaRules.type(there), SchemaRules.type(wanted)));
    else if (!there.required() && wanted.required())
      lossy.add(column + " is NULLABLE and declared REQUIRED");
    else if (there.required() && !wanted.required())
      mended.add("column " + there.name() + " may be NULL");
  }

  /// Names the column that decides: the declared one, or where none is, the one of the table.
  private static String partitioning(TableRef name, TableSchema there, TableSchema wanted) {
    String now = there.partitionField();
    String declared = wanted.partitionField();
    if (declared == null) return name + "." + now + " partitions the table and is not declared to";
    return "%s.%s is declared to partition the table, which is partitioned by %s"
        .formatted(name, declared, now == null ? "nothing" : now);
  }
}
