package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.Column;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes datasets and tables, adds columns, lifts REQUIRED. Nothing else is changed, and nothing dropped.
final class Tables {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
  private final Lanes lanes;
  private final Catalog catalog;
  private final Facts facts;

  Tables(Lanes lanes, Catalog catalog, Facts facts) {
    this.lanes = lanes;
    this.catalog = catalog;
    this.facts = facts;
  }

  boolean createDataset(String dataset) {
    if (catalog.hasDataset(dataset)) return false;
    return lanes
        .desk(
            session -> {
              if (catalog.hasDataset(dataset)) return false;
              session.transact(
                  within -> {
                    catalog.storeDataset(within, dataset);
                    return dataset;
                  });
              catalog.publishDataset(dataset);
              return true;
            })
        .await(Jobs.PATIENCE);
  }

  boolean create(TableRef table, TableSchema schema) {
    if (!catalog.hasDataset(table.dataset())) throw Faults.noDataset(table.dataset());
    var there = catalog.stored(table);
    if (there.isPresent()
        && missing(there.get(), schema).isEmpty()
        && loosened(there.get(), schema).isEmpty()) return false;
    return lanes.desk(table, session -> create(session, table, schema)).await(Jobs.PATIENCE);
  }

  private boolean create(Session session, TableRef table, TableSchema schema) throws SQLException {
    Optional<StoredTable> there = catalog.stored(table);
    if (there.isEmpty()) {
      make(session, table, schema);
      return true;
    }
    if (there.get().isView()) throw Faults.unsupported(table + " is a view, not a table");
    widen(session, table, there.get(), schema);
    return false;
  }

  private void make(Session session, TableRef table, TableSchema schema) throws SQLException {
    SchemaRules.distinctNames(schema.columns());
    var stored = StoredTable.of(schema);
    String definition = definition(schema);
    session.transact(
        within -> {
          within.execute("CREATE TABLE " + catalog.physical(table) + " (" + definition + ")");
          catalog.store(within, table, stored);
          facts.release(within, table, schema.columns());
          return table;
        });
    catalog.publish(table, stored);
  }

  private static String definition(TableSchema schema) {
    try {
      return Catalog.definition(schema);
    } catch (SqlFault e) {
      throw Faults.of(e);
    }
  }

  private static List<Column> missing(StoredTable there, TableSchema wanted) {
    var columns = there.schema().columns();
    return wanted.columns().stream()
        .filter(column -> SchemaRules.find(columns, column.name()).isEmpty())
        .toList();
  }

  private static List<Column> loosened(StoredTable there, TableSchema wanted) {
    return there.schema().columns().stream()
        .filter(column -> SchemaRules.loosened(column, wanted.columns()))
        .toList();
  }

  private void widen(Session session, TableRef table, StoredTable there, TableSchema wanted)
      throws SQLException {
    var missing = missing(there, wanted);
    var loosened = loosened(there, wanted);
    if (missing.isEmpty() && loosened.isEmpty()) return;
    var old = there.schema();
    var columns = new ArrayList<Column>();
    for (var column : old.columns())
      columns.add(loosened.contains(column) ? optional(column) : column);
    for (var column : missing) columns.add(optional(column));
    var schema =
        new TableSchema(columns, old.partitionField(), old.clusterFields(), null, old.labels());
    // What statements have said of it is as true of the wider table.
    var details = there.details();
    var wider = details == null ? StoredTable.of(schema) : StoredTable.of(schema, details);
    session.transact(
        within -> {
          for (var column : missing)
            within.execute(
                "ALTER TABLE %s ADD COLUMN %s %s"
                    .formatted(
                        catalog.physical(table),
                        DuckTypes.quote(column.name()),
                        DuckTypes.of(column)));
          catalog.store(within, table, wider);
          return table;
        });
    catalog.publish(table, wider);
    checkpoint(session);
  }

  private static Column optional(Column column) {
    return new Column(
        column.name(),
        column.type(),
        column.repeated(),
        false,
        column.fields(),
        column.description());
  }

  /// An ALTER should not have to be replayed from the log. While others write there can be no checkpoint;
  /// then the log keeps it until the next.
  static void checkpoint(Session session) {
    try {
      session.checkpoint();
    } catch (SQLException e) {
      LOG.debug("no checkpoint after an ALTER, others write", e);
    }
  }
}
