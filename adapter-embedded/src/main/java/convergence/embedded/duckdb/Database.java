package convergence.embedded.duckdb;

import convergence.embedded.DataFolder;
import convergence.embedded.duckdb.sql.DuckSession;
import convergence.embedded.duckdb.sql.DuckTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open file, locked down: no file outside of the load and temp folders, no extension fetched, no
/// setting changed after this. Hands out sessions' connections; safe for all threads.
final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private final DuckDBConnection root;
  private final List<String> perConnection;
  private final @Nullable Recovery recovery;
  private boolean registered; // guarded by this

  private Database(DuckDBConnection root, List<String> perConnection, @Nullable Recovery recovery) {
    this.root = root;
    this.perConnection = List.copyOf(perConnection);
    this.recovery = recovery;
  }

  /// @throws IllegalStateException another process has the file, or it is no warehouse
  static Database open(DuckDbConfig config, Instant now) {
    try {
      Files.createDirectories(config.dataDir());
      Files.createDirectories(config.temp());
      NativeLibrary.prepare();
      var database = openOrRecover(config, now);
      emptyTemp(config.temp());
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("the warehouse's folder cannot be written", e);
    } catch (SQLException e) {
      throw cannotOpen(e);
    }
  }

  private static Database openOrRecover(DuckDbConfig config, Instant now)
      throws IOException, SQLException {
    try {
      return ready(connect(config), null);
    } catch (SQLException e) {
      if (!Files.exists(config.writeAheadLog()) || !isReplayFailure(e)) throw e;
      var checkpoint = Files.getLastModifiedTime(config.file()).toInstant();
      Path aside = setAside(config.writeAheadLog(), now);
      LOG.error(
          "the warehouse's log cannot be replayed and was set aside as {}; the last checkpoint is"
              + " opened",
          aside.getFileName(),
          e);
      return ready(connect(config), new Recovery(aside.getFileName().toString(), now, checkpoint));
    }
  }

  private static boolean isReplayFailure(SQLException e) {
    return String.valueOf(e.getMessage()).contains("replaying WAL");
  }

  private static Path setAside(Path log, Instant now) throws IOException {
    Path aside = log.resolveSibling(log.getFileName() + ".broken-" + now.toEpochMilli());
    return Files.move(log, aside);
  }

  private static IllegalStateException cannotOpen(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Could not set lock on file") || message.contains("Conflicting lock"))
      return new DataFolder.Unusable(
          "another process has the warehouse open; stop it, or use another data folder", e);
    return new IllegalStateException("the warehouse cannot be opened", e);
  }

  private static DuckDBConnection connect(DuckDbConfig config) throws SQLException {
    var settings = new Properties();
    settings.put("enable_external_access", "false");
    settings.put(
        "allowed_directories",
        "[" + folder(config.filesBase()) + ", " + folder(config.temp()) + "]");
    settings.put("autoinstall_known_extensions", "false");
    settings.put("autoload_known_extensions", "false");
    settings.put("allow_community_extensions", "false");
    settings.put("memory_limit", config.memoryLimit());
    settings.put("threads", Integer.toString(config.threads()));
    settings.put("temp_directory", config.temp().toString());
    // Not through DriverManager, which would load every other driver on the class path.
    return new DuckDBDriver()
        .connect("jdbc:duckdb:" + (config.kept() ? config.file() : ""), settings)
        .unwrap(DuckDBConnection.class);
  }

  private static String folder(Path path) {
    return DuckTypes.literal(path + "/");
  }

  private static Database ready(DuckDBConnection root, @Nullable Recovery recovery)
      throws SQLException {
    try {
      return new Database(root, lockedDown(root), recovery);
    } catch (SQLException e) {
      root.close();
      throw e;
    }
  }

  /// Settings go in globally, since nothing can be set once the configuration is locked.
  ///
  /// @return what else compiled SQL needs, to run on each of its connections
  private static List<String> lockedDown(DuckDBConnection root) throws SQLException {
    var perConnection = new ArrayList<String>();
    try (var statement = root.createStatement()) {
      for (String sql : DuckSession.statements()) {
        if (sql.toUpperCase(Locale.ROOT).startsWith("SET "))
          statement.execute("SET GLOBAL " + sql.substring(4));
        else perConnection.add(sql);
      }
      statement.execute("SET GLOBAL lock_configuration = true");
    }
    return perConnection;
  }

  /// A connection for SQL of the warehouse's own.
  DuckDBConnection connect() throws SQLException {
    return root.duplicate();
  }

  /// A connection that knows the functions of compiled SQL. They are made at the first call rather than when
  /// the file is opened, so that a start need not wait for them.
  DuckDBConnection connectForSql() throws SQLException {
    registerOnce();
    var connection = connect();
    try (var statement = connection.createStatement()) {
      for (String sql : perConnection) statement.execute(sql);
    }
    return connection;
  }

  private synchronized void registerOnce() throws SQLException {
    if (registered) return;
    DuckSession.register(root);
    registered = true;
  }

  /// Present when this opening had to leave the log behind.
  Optional<Recovery> recovery() {
    return Optional.ofNullable(recovery);
  }

  @Override
  public void close() {
    try (Connection closing = root;
        var statement = closing.createStatement()) {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      LOG.warn(
          "the warehouse was closed without a checkpoint; its log is replayed at the next start",
          e);
    }
  }

  /// What a killed process left there. Only whoever has the file open may do this.
  private static void emptyTemp(Path temp) throws IOException {
    try (var files = Files.list(temp)) {
      for (Path left : files.toList()) if (Files.isRegularFile(left)) Files.delete(left);
    }
  }
}
