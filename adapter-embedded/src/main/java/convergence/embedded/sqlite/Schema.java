package convergence.embedded.sqlite;

import convergence.embedded.DataFolder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The tables of the file, by version (`user_version`). Forward only, and only after a copy.
///
/// @param steps the statements that lead from version i to i + 1
record Schema(List<List<String>> steps) {
  // Documents have a rowid: bodies of a few kilobytes lie one after the other in the order in which
  // they
  // were made, and the key's index alone is enough to list all keys.
  static final Schema CURRENT =
      new Schema(
          List.of(
              List.of(
                  """
                  CREATE TABLE documents (
                    collection TEXT NOT NULL, id TEXT NOT NULL, v INTEGER NOT NULL,
                    body TEXT NOT NULL, fields TEXT)
                  """,
                  "CREATE UNIQUE INDEX documents_key ON documents (collection, id)",
                  """
                  CREATE TABLE facts (
                    seq INTEGER PRIMARY KEY, dataset TEXT NOT NULL, tbl TEXT NOT NULL,
                    row TEXT NOT NULL)
                  """,
                  "CREATE TABLE dropped_facts (up_to INTEGER NOT NULL)",
                  "INSERT INTO dropped_facts VALUES (0)",
                  "CREATE TABLE indexes (tbl TEXT PRIMARY KEY, fields TEXT NOT NULL)")));

  Schema {
    steps = steps.stream().map(List::copyOf).toList();
  }

  int version() {
    return steps.size();
  }

  /// Brings the file to this version.
  ///
  /// @throws IllegalStateException the file is newer
  void apply(Connection connection, Path file) throws SQLException {
    int found = (int) Database.number(connection, "PRAGMA user_version");
    if (found > version())
      throw new DataFolder.Unusable(
          "The state in "
              + file
              + " was written by a newer Convergence (version "
              + found
              + " of its tables; this one knows "
              + version()
              + "). Start the newer one, or restore a copy from before.");
    if (found == version()) return;
    if (found > 0) copy(connection, file, found);
    Database.execute(connection, "BEGIN IMMEDIATE");
    for (int from = found; from < version(); from++)
      for (var statement : steps.get(from)) Database.execute(connection, statement);
    Database.execute(connection, "PRAGMA user_version = " + version());
    Database.execute(connection, "COMMIT");
  }

  private static void copy(Connection connection, Path file, int version) throws SQLException {
    Path copy = file.resolveSibling(file.getFileName() + ".v" + version);
    try {
      // A copy that an earlier, interrupted upgrade left may be half of one.
      Files.deleteIfExists(copy);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
    try (var statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, copy.toString());
      statement.execute();
    }
  }
}
