package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes batches into the file, each in one SQLite transaction. Used by one thread, the only one that writes.
final class Disk implements AutoCloseable {
  private static final Inserts.Into DOCUMENTS =
      Inserts.Into.of("documents (collection, id, v, body, fields)", 5);
  private static final Inserts.Into FACTS = Inserts.Into.of("facts", 4);
  private static final String UPDATE =
      "UPDATE documents SET v = ?, body = ?, fields = ? WHERE collection = ? AND id = ?";
  private static final String DELETE = "DELETE FROM documents WHERE collection = ? AND id = ?";
  private static final String SELECT =
      "SELECT v, body, fields FROM documents WHERE collection = ? AND id = ?";

  private final Connection connection;
  private final Reader statements;
  private final IndexTables indexes;

  private final long lastFact;

  /// @param connection of nobody else from here on
  Disk(Connection connection, IndexTables indexes) throws SQLException {
    this.connection = connection;
    this.statements = new Reader(connection);
    this.indexes = indexes;
    this.lastFact =
        Math.max(
            Database.number(connection, "SELECT max(seq) FROM facts"),
            Database.number(connection, "SELECT up_to FROM dropped_facts"));
    // Otherwise the driver asks before each statement whether a transaction is open.
    connection.setAutoCommit(false);
  }

  /// The highest number that a fact has had.
  long lastFact() {
    return lastFact;
  }

  /// Writes the batch; others see it from [#commit] on.
  ///
  /// @throws SQLException nothing of it is there
  void write(Batch batch) throws SQLException {
    try {
      var documents = new Inserts(DOCUMENTS, statements);
      var rows = new IdentityHashMap<IndexTable, Inserts>();
      for (var change : batch.changes.entrySet()) write(change, documents, rows);
      documents.rest();
      for (var some : rows.values()) some.rest();
      write(batch.facts);
      if (batch.dropFactsUpTo > 0) dropFacts(batch.dropFactsUpTo);
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
  }

  /// Puts what was written into the log, which is not yet forced to the disk.
  ///
  /// @throws SQLException nothing of it is there
  void commit() throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      rollback(e);
      throw e;
    }
  }

  private void write(
      Map.Entry<Key, Batch.Change> entry, Inserts documents, Map<IndexTable, Inserts> rows)
      throws SQLException {
    var key = entry.getKey();
    var change = entry.getValue();
    var before = change.before != null ? change.before.document : find(key);
    var after = change.after;
    if (after == null) {
      if (before != null) delete(key);
    } else if (before == null) insert(documents, key, after, change.fields);
    else update(key, after, change.fields);
    for (var index : indexes.of(key.collection())) {
      var old = index.row(before);
      var fresh = index.row(after);
      if (Objects.equals(old, fresh)) continue;
      if (old != null) remove(index, old, key);
      if (fresh != null) {
        var inserts = rows.computeIfAbsent(index, _ -> new Inserts(index.into(), statements));
        for (var value : fresh) inserts.cell(value);
        inserts.cell(key.id());
      }
    }
  }

  private @Nullable Document find(Key key) throws SQLException {
    var select = statements.prepared(SELECT);
    select.setString(1, key.collection());
    select.setString(2, key.id());
    try (var rows = select.executeQuery()) {
      return rows.next() ? document(rows.getInt(1), rows.getString(2), rows.getString(3)) : null;
    }
  }

  static Document document(int version, String body, @Nullable String fields) {
    return fields == null
        ? Document.of(version, body)
        : new Document(version, body, TypedRow.decode(fields));
  }

  private static void insert(Inserts documents, Key key, Document document, @Nullable String fields)
      throws SQLException {
    documents.cell(key.collection());
    documents.cell(key.id());
    documents.cell((long) document.version());
    documents.cell(document.body());
    documents.cell(fields);
  }

  private void update(Key key, Document document, @Nullable String fields) throws SQLException {
    var update = statements.prepared(UPDATE);
    update.setInt(1, document.version());
    update.setString(2, document.body());
    update.setString(3, fields);
    update.setString(4, key.collection());
    update.setString(5, key.id());
    update.executeUpdate();
  }

  private void delete(Key key) throws SQLException {
    var delete = statements.prepared(DELETE);
    delete.setString(1, key.collection());
    delete.setString(2, key.id());
    delete.executeUpdate();
  }

  private void remove(IndexTable index, Iterable<Object> row, Key key) throws SQLException {
    var statement = statements.prepared(index.delete());
    int at = 1;
    for (var value : row) IndexTable.bind(statement, at++, value);
    statement.setString(at, key.id());
    statement.executeUpdate();
  }

  private void write(List<Batch.FactRow> facts) throws SQLException {
    var inserts = new Inserts(FACTS, statements);
    for (var fact : facts) {
      inserts.cell(fact.seq());
      inserts.cell(fact.dataset());
      inserts.cell(fact.table());
      inserts.cell(fact.row());
    }
    inserts.rest();
  }

  private void dropFacts(long upTo) throws SQLException {
    var delete = statements.prepared("DELETE FROM facts WHERE seq <= ?");
    delete.setLong(1, upTo);
    delete.executeUpdate();
    // The numbers of dropped facts are never given again.
    var remember = statements.prepared("UPDATE dropped_facts SET up_to = max(up_to, ?)");
    remember.setLong(1, upTo);
    remember.executeUpdate();
  }

  private void rollback(Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // SQLite may have rolled back by itself; what matters is the first failure.
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
