package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Index;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The tables of all declared indexes. At opening they are made equal to the declarations: an index that is
/// new or has other fields is built from the documents, one that nobody declares any more is dropped.
final class IndexTables {
  private final Map<String, List<IndexTable>> byCollection;
  private final Map<Index, IndexTable> byIndex = new HashMap<>();

  IndexTables(List<Index> declared) {
    var names = new TreeMap<String, Index>();
    for (var index : declared) {
      var other = names.putIfAbsent(new IndexTable(index).table(), index);
      if (other != null && !other.equals(index))
        throw new IllegalArgumentException("two indexes of one name: " + index + ", " + other);
      byIndex.put(index, new IndexTable(index));
    }
    byCollection =
        byIndex.values().stream().collect(Collectors.groupingBy(t -> t.index().collection()));
  }

  List<IndexTable> of(String collection) {
    return byCollection.getOrDefault(collection, List.of());
  }

  IndexTable of(Index index) {
    var table = byIndex.get(index);
    if (table == null) throw new IllegalArgumentException("not a declared index: " + index);
    return table;
  }

  void match(Connection connection) throws SQLException {
    Database.execute(connection, "BEGIN IMMEDIATE");
    var wanted = new TreeMap<String, IndexTable>();
    for (var table : byIndex.values()) wanted.put(table.table(), table);
    for (var found : declared(connection).entrySet()) {
      var table = wanted.get(found.getKey());
      if (table != null && table.declaration().equals(found.getValue())) {
        wanted.remove(found.getKey());
      } else {
        Database.execute(connection, "DROP TABLE \"" + found.getKey() + "\"");
        try (var forget = connection.prepareStatement("DELETE FROM indexes WHERE tbl = ?")) {
          forget.setString(1, found.getKey());
          forget.executeUpdate();
        }
      }
    }
    for (var table : wanted.values()) build(connection, table);
    Database.execute(connection, "COMMIT");
  }

  private static Map<String, String> declared(Connection connection) throws SQLException {
    var found = new HashMap<String, String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT tbl, fields FROM indexes")) {
      while (rows.next()) found.put(rows.getString(1), rows.getString(2));
    }
    return found;
  }

  private static void build(Connection connection, IndexTable table) throws SQLException {
    Database.execute(connection, table.create());
    try (var remember = connection.prepareStatement("INSERT INTO indexes VALUES (?, ?)")) {
      remember.setString(1, table.table());
      remember.setString(2, table.declaration());
      remember.executeUpdate();
    }
    try (var select =
            connection.prepareStatement(
                "SELECT id, fields FROM documents WHERE collection = ? AND fields IS NOT NULL");
        var insert = connection.prepareStatement(table.into().one())) {
      select.setString(1, table.index().collection());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var document = new Document(0, "", TypedRow.decode(rows.getString(2)));
          var row = table.row(document);
          if (row == null) continue;
          int at = 1;
          for (var value : row) IndexTable.bind(insert, at++, value);
          insert.setString(at, rows.getString(1));
          insert.executeUpdate();
        }
      }
    }
  }
}
