package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes batches into the file, each in one SQLite transaction. Used by one thread.
final class Disk implements AutoCloseable {
  private static final String INSERT =
      "INSERT INTO documents (collection, id, v, body, fields) VALUES (?, ?, ?, ?, ?)";
  private static final String UPDATE =
      "UPDATE documents SET v = ?, body = ?, fields = ? WHERE collection = ? AND id = ?";
  private static final String DELETE = "DELETE FROM documents WHERE collection = ? AND id = ?";
  private static final String SELECT =
      "SELECT v, body, fields FROM documents WHERE collection = ? AND id = ?";

  /// Rows of one statement, where there are so many: each statement crosses into the library several times.
  private static final int FACTS_AT_ONCE = 16;

  private static final String INSERT_FACT = "INSERT INTO facts VALUES (?, ?, ?, ?)";
  private static final String INSERT_FACTS =
      INSERT_FACT + ", (?, ?, ?, ?)".repeat(FACTS_AT_ONCE - 1);

  private final Connection connection;
  private final Reader statements;
  private final IndexTables indexes;

  Disk(Connection connection, IndexTables indexes) {
    this.connection = connection;
    this.statements = new Reader(connection);
    this.indexes = indexes;
  }

  /// Returns when the batch is on the disk.
  ///
  /// @throws SQLException nothing of it is
  void write(Batch batch) throws SQLException {
    statements.prepared("BEGIN IMMEDIATE").execute();
    try {
      for (var change : batch.changes.entrySet()) write(change);
      write(batch.facts);
      if (batch.dropFactsUpTo > 0) dropFacts(batch.dropFactsUpTo);
      statements.prepared("COMMIT").execute();
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
  }

  private void write(Map.Entry<Key, Batch.Change> entry) throws SQLException {
    var key = entry.getKey();
    var change = entry.getValue();
    var before = change.before != null ? change.before.document : find(key);
    var after = change.after;
    if (after == null) {
      if (before != null) delete(key);
    } else if (before == null) insert(key, after, change.fields);
    else update(key, after, change.fields);
    for (var index : indexes.of(key.collection())) {
      var old = index.row(before);
      var fresh = index.row(after);
      if (Objects.equals(old, fresh)) continue;
      if (old != null) index(index.delete(), old, key);
      if (fresh != null) index(index.insert(), fresh, key);
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

  private void insert(Key key, Document document, @Nullable String fields) throws SQLException {
    var insert = statements.prepared(INSERT);
    insert.setString(1, key.collection());
    insert.setString(2, key.id());
    insert.setInt(3, document.version());
    insert.setString(4, document.body());
    insert.setString(5, fields);
    insert.executeUpdate();
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

  private void index(String sql, Iterable<Object> row, Key key) throws SQLException {
    var statement = statements.prepared(sql);
    int at = 1;
    for (var value : row) IndexTable.bind(statement, at++, value);
    statement.setString(at, key.id());
    statement.executeUpdate();
  }

  private void write(List<Batch.FactRow> facts) throws SQLException {
    int written = 0;
    for (; facts.size() - written >= FACTS_AT_ONCE; written += FACTS_AT_ONCE)
      write(INSERT_FACTS, facts.subList(written, written + FACTS_AT_ONCE));
    for (; written < facts.size(); written++)
      write(INSERT_FACT, facts.subList(written, written + 1));
  }

  private void write(String sql, List<Batch.FactRow> facts) throws SQLException {
    var insert = statements.prepared(sql);
    int at = 1;
    for (var fact : facts) {
      insert.setLong(at++, fact.seq());
      insert.setString(at++, fact.dataset());
      insert.setString(at++, fact.table());
      insert.setString(at++, fact.row());
    }
    insert.executeUpdate();
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
      statements.prepared("ROLLBACK").execute();
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
