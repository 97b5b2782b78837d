package convergence.cloud.export;

import convergence.metadata.MetadataTables;
import convergence.problem.Fault;
import convergence.tenant.Tenant;
import convergence.warehouse.Destination;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// A tenant's tables and views, and its rows of the central tables. Each table over there is overwritten, each central
/// row merged by what identifies it: doing it again ends with the same rows.
final class Tables {
  private final Folder from;
  private final Loading to;
  private final MetadataTables metadata;
  private final Consumer<String> told;

  Tables(Folder from, Loading to, MetadataTables metadata, Consumer<String> told) {
    this.from = from;
    this.to = to;
    this.metadata = metadata;
    this.told = told;
  }

  void prepare() {
    metadata.ensureCentral();
  }

  /// @return tables whose rows are not as many over there as here
  List<String> move(Tenant tenant) throws IOException {
    var differs = new ArrayList<String>();
    var _ = metadata.ensureTenant(tenant.dataset());
    var views = new HashMap<TableRef, TableSchema>();
    for (var name : from.tables(tenant.dataset())) {
      var table = TableRef.of(tenant.dataset(), name);
      var schema = from.schemas().find(table).orElseThrow();
      if (schema.viewSql() != null) views.put(table, schema);
      else own(table, schema, differs);
    }
    views(views);
    for (var central : metadata.central().entrySet())
      central(tenant, central.getKey(), central.getValue(), differs);
    return differs;
  }

  private void own(TableRef table, TableSchema schema, List<String> differs) throws IOException {
    to.make(table, schema);
    var destination =
        new Destination(
            table,
            Destination.Mode.OVERWRITE,
            List.of(),
            schema.partitionField(),
            null,
            false,
            schema.labels());
    long here = to.load(from.shelf(), table, "", destination);
    compare(table.toString(), here, to.count(table, ""), differs);
  }

  private void central(Tenant tenant, TableRef table, List<String> keys, List<String> differs)
      throws IOException {
    var there = from.schemas().find(table);
    if (there.isEmpty()) return;
    to.make(table, there.get());
    // A tenant's id holds no character that SQL knows.
    String own = "tenant_id = '" + tenant.id() + "'";
    var destination =
        new Destination(table, Destination.Mode.MERGE, keys, null, null, false, Map.of());
    long here = to.load(from.shelf(), table, own, destination);
    compare(table + " of " + tenant.id(), here, to.count(table, own), differs);
  }

  private void compare(String what, long here, long there, List<String> differs) {
    told.accept("%s: %d rows".formatted(what, there));
    if (here != there) differs.add("%s: %d rows here, %d over there".formatted(what, here, there));
  }

  /// A view may stand on another one: whatever can be made is made, until nothing more can be.
  private void views(Map<TableRef, TableSchema> waiting) {
    while (!waiting.isEmpty()) {
      var made = new ArrayList<TableRef>();
      Fault.Permanent last = null;
      for (var view : waiting.entrySet())
        try {
          to.view(view.getKey(), view.getValue());
          told.accept(view.getKey() + ": view");
          made.add(view.getKey());
        } catch (Fault.Permanent e) {
          last = e;
        }
      if (made.isEmpty()) throw Objects.requireNonNull(last);
      made.forEach(waiting::remove);
    }
  }
}
