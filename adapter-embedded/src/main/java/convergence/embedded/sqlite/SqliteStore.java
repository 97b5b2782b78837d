package convergence.embedded.sqlite;

import convergence.port.Commit;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Pulse;
import convergence.port.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The document store of the embedded foundation: transactions are serializable, decided in memory within
/// microseconds, and durable with the next wait for the disk, which many share.
public final class SqliteStore implements DocumentStore, Pulse, AutoCloseable {
  private static final int HOT_DOCUMENTS = 50_000;
  private static final int KNOWN_KEYS = 4_000_000;
  private static final int TRIES_BESIDE_OTHERS = 3;

  private final ReentrantLock deciding = new ReentrantLock();
  private final IndexTables indexes;
  private final Database database;
  private final Readers documents;
  private final Readers queries;
  private final Hot hot;
  private final BatchWriter writer;

  /// Opens or makes the file.
  ///
  /// @param file in a folder that this process owns
  /// @param declared every index that a query may name
  public SqliteStore(Path file, List<Index> declared) {
    this(file, declared, HOT_DOCUMENTS, KNOWN_KEYS, LogSync.Log::of);
  }

  /// A store that never waits for the disk: its file is gone with the process.
  static SqliteStore ephemeral(Path file, List<Index> declared) {
    return new SqliteStore(file, declared, HOT_DOCUMENTS, KNOWN_KEYS, _ -> LogSync.Log.UNFORCED);
  }

  /// Opens the log of an open file.
  interface Logs {
    LogSync.Log of(Path file) throws IOException;
  }

  SqliteStore(Path file, List<Index> declared, int hotDocuments, int knownKeys, Logs logs) {
    NativeLibrary.provide(file.resolveSibling("native"));
    database = new Database(file);
    indexes = new IndexTables(declared);
    try {
      var connection = database.connect();
      Schema.CURRENT.apply(connection, file);
      indexes.match(connection);
      documents = new Readers("store-get-", 1, database);
      queries = new Readers("store-query-", 2, database);
      var known = new KnownKeys(knownKeys);
      hot = new Hot(this::find, known, hotDocuments);
      var keys = new KeyScan(database, known);
      var disk = new Disk(connection, indexes);
      writer = new BatchWriter(deciding, hot, keys, disk, new Checkpoints(database), logs.of(file));
      keys.start(Batch.DURABLE);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("The state in " + file + " cannot be opened: " + e, e);
    }
  }

  @Override
  public <T> Commit<T> commit(Function<Tx, T> work) {
    for (int i = 0; i < TRIES_BESIDE_OTHERS; i++) {
      var decided = attempt(work);
      if (decided != null) return decided.orWait();
    }
    // Lost to others each time: now nobody else may decide. Only a sweep of the memory can still
    // get in
    // between, and it runs seldom.
    deciding.lock();
    try {
      while (true) {
        var decided = attempt(work);
        if (decided != null) return decided;
      }
    } finally {
      deciding.unlock();
    }
  }

  /// Runs the closure once; null: what it read is not the latest any more.
  private <T> @Nullable Decided<T> attempt(Function<Tx, T> work) {
    var attempt = new Attempt(hot);
    T value;
    try {
      value = work.apply(attempt);
      attempt.throwIfRefused();
    } catch (RuntimeException | Error e) {
      // It may have failed because it saw two moments at once; only then it is worth another try.
      if (!hot.agrees(attempt.reads)) return null;
      throw e;
    }
    deciding.lock();
    try {
      if (!hot.agrees(attempt.reads)) return null;
      return new Decided<>(value, writer.decide(attempt));
    } finally {
      deciding.unlock();
    }
  }

  @Override
  public Optional<Document> get(Key key) {
    writer.refuseIfBroken();
    return Optional.ofNullable(hot.read(key).document);
  }

  private Optional<Document> find(Key key) {
    return documents.read(
        reader -> {
          var select =
              reader.prepared(
                  "SELECT v, body, fields FROM documents WHERE collection = ? AND id = ?");
          select.setString(1, key.collection());
          select.setString(2, key.id());
          try (var rows = select.executeQuery()) {
            return rows.next()
                ? Optional.of(Disk.document(rows.getInt(1), rows.getString(2), rows.getString(3)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<Query.Hit> query(Query query) {
    var table = indexes.of(query.index());
    long before = hot.removals();
    var found =
        read(
            reader -> {
              var select = reader.prepared(table.select(query));
              table.bind(select, query);
              var hits = new ArrayList<Query.Hit>();
              try (var rows = select.executeQuery()) {
                while (rows.next()) {
                  var document =
                      Disk.document(rows.getInt(2), rows.getString(3), rows.getString(4));
                  hits.add(hit(query.index(), rows.getString(1), document));
                }
              }
              return hits;
            });
    // What was found is read again soon, by key and in a transaction: that need not ask the file.
    for (var hit : found) hot.offer(hit.key(), hit.document(), before);
    return found;
  }

  @Override
  public long count(Query query) {
    var table = indexes.of(query.index());
    return read(
        reader -> {
          var count = reader.prepared(table.count(query));
          table.bindRange(count, 1, query);
          try (var rows = count.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
          }
        });
  }

  /// Nobody is told what is in the file and not yet on the disk.
  private <T> T read(Readers.Question<T> question) {
    T answer = queries.read(question);
    writer.awaitSeen();
    return answer;
  }

  private static Query.Hit hit(Index index, String id, Document document) {
    var place = document.fields().get(index.ordered());
    if (place == null) throw new IllegalStateException("an index row without its document's field");
    return new Query.Hit(new Key(index.collection(), id), document, new Query.Cursor(place, id));
  }

  @Override
  public List<Fact.Numbered> facts(int limit) {
    return read(
        reader -> {
          var select =
              reader.prepared("SELECT seq, dataset, tbl, row FROM facts ORDER BY seq LIMIT ?");
          select.setInt(1, limit);
          var facts = new ArrayList<Fact.Numbered>();
          try (var rows = select.executeQuery()) {
            while (rows.next()) {
              var row = TypedRow.decode(rows.getString(4));
              var fact = new Fact(rows.getString(2), rows.getString(3), row);
              facts.add(new Fact.Numbered(rows.getLong(1), fact));
            }
          }
          return facts;
        });
  }

  @Override
  public void dropFacts(long upTo) {
    Batch batch;
    deciding.lock();
    try {
      batch = writer.dropFacts(upTo);
    } finally {
      deciding.unlock();
    }
    batch.await();
  }

  /// Hears how long each wait for the disk took, in nanoseconds.
  public void onCommit(LongConsumer listener) {
    writer.onCommit(listener);
  }

  @Override
  public String part() {
    return "store";
  }

  /// Down while what is decided does not reach the disk.
  @Override
  public State state() {
    return writer.failing() ? State.DOWN : State.UP;
  }

  /// Writes a copy of everything that is durable now to a file that must not exist; writers go on meanwhile.
  public void copyTo(Path file) {
    queries.read(
        _ -> {
          try (var connection = database.connectReadOnly();
              var statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, file.toString());
            return statement.execute();
          }
        });
  }

  /// Writes what was decided, then closes the file. Later transactions are refused.
  @Override
  public void close() {
    writer.close();
    try {
      documents.close();
      queries.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Decided<T>(T value, Batch batch) implements Commit<T> {
    /// A caller that does not wait for the disk is held back while too much is not on it.
    Decided<T> orWait() {
      if (batch.isFull()) batch.await();
      return this;
    }

    @Override
    public void awaitDurable() {
      batch.await();
    }
  }
}
