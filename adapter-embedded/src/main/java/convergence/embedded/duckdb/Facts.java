package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.port.Fact;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ships metadata rows: a batch and the highest number in it are one transaction, so that a batch that comes
/// again adds nothing. A fact for a table that is not there yet waits in `_convergence.waiting_facts` until
/// the table is made.
final class Facts {
  private static final Logger LOG = LoggerFactory.getLogger(Facts.class);
  private final Catalog catalog;
  private final PhysicalNames names;

  /// What was logged once; written by the desk's thread only.
  private final Set<String> mentioned = ConcurrentHashMap.newKeySet();

  Facts(Catalog catalog, PhysicalNames names) {
    this.catalog = catalog;
    this.names = names;
  }

  static void create(Session session) throws SQLException {
    session.execute("CREATE TABLE IF NOT EXISTS _convergence.shipped (last_seq BIGINT)");
    session.execute(
        """
        CREATE TABLE IF NOT EXISTS _convergence.waiting_facts (
          seq BIGINT, dataset VARCHAR, name VARCHAR, fact VARCHAR)""");
    if (session.number("SELECT count(*) FROM _convergence.shipped") == 0)
      session.execute("INSERT INTO _convergence.shipped VALUES (-1)");
  }

  /// Within the caller's transaction.
  ///
  /// @return how many were new
  long append(Session session, List<Fact.Numbered> facts) throws SQLException {
    long last = session.number("SELECT max(last_seq) FROM _convergence.shipped");
    var fresh = facts.stream().filter(fact -> fact.seq() > last).toList();
    if (fresh.isEmpty()) return 0;
    var byTable = new LinkedHashMap<TableRef, List<Fact.Numbered>>();
    for (var fact : fresh)
      byTable.computeIfAbsent(table(fact.fact()), _ -> new ArrayList<>()).add(fact);
    for (var entry : byTable.entrySet()) append(session, entry.getKey(), entry.getValue());
    long highest = fresh.stream().mapToLong(Fact.Numbered::seq).max().orElse(last);
    session.execute("UPDATE _convergence.shipped SET last_seq = $1", Long.toString(highest));
    return fresh.size();
  }

  static TableRef table(Fact fact) {
    return TableRef.of(fact.dataset(), fact.table());
  }

  private void append(Session session, TableRef table, List<Fact.Numbered> facts)
      throws SQLException {
    var stored = catalog.stored(table);
    if (stored.isEmpty() || stored.get().isView()) {
      once("facts for " + table + " wait until it is made");
      for (var fact : facts) keep(session, fact);
      return;
    }
    var columns = stored.get().schema().columns();
    var there = new HashSet<String>();
    for (var column : columns) there.add(column.name());
    try (var appender =
        session.appender(PhysicalNames.name(table.dataset()), PhysicalNames.name(table.table()))) {
      for (var fact : facts) {
        mentionUnknown(table, fact.fact(), there);
        appender.beginRow();
        for (var column : columns)
          FactCell.append(appender, column, fact.fact().row().get(column.name()));
        appender.endRow();
      }
    }
  }

  private void mentionUnknown(TableRef table, Fact fact, Set<String> columns) {
    for (String name : fact.row().keySet())
      if (!columns.contains(name))
        once("facts for " + table + " have a column that it lacks: " + name);
  }

  private void once(String message) {
    if (mentioned.add(message)) LOG.warn("{}", message);
  }

  private static void keep(Session session, Fact.Numbered fact) throws SQLException {
    session.execute(
        "INSERT INTO _convergence.waiting_facts VALUES ($1, $2, $3, $4)",
        Long.toString(fact.seq()),
        fact.fact().dataset(),
        fact.fact().table(),
        Json.write(fact.fact().row()));
  }

  /// Puts the facts that waited for this table into it, within the transaction that made it.
  void release(Session session, TableRef table, List<Column> columns) throws SQLException {
    String where = " FROM _convergence.waiting_facts WHERE dataset = $1 AND name = $2";
    var whose = List.of(table.dataset(), table.table());
    if (session.first("SELECT 1" + where, whose, row -> row.getLong(1)) == null) return;
    session.execute(
        "INSERT INTO "
            + names.quoted(table)
            + " SELECT UNNEST(cells) FROM (SELECT CAST(from_json(fact, "
            + DuckTypes.literal(Json.write(JsonLoad.texts(columns)))
            + ") AS STRUCT("
            + Catalog.definition(TableSchema.of(columns))
            + ")) AS cells, seq"
            + where
            + ") ORDER BY seq",
        whose);
    session.execute("DELETE" + where, whose);
  }
}
