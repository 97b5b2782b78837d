package convergence.embedded.sqlite;

import convergence.port.Document;
import convergence.port.Index;
import convergence.port.Query;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The narrow table behind one declared index: its fields and the document's id, in the order of queries.
///
/// @param table its name, not quoted
/// @param into puts rows in; their cells are the fields and the id
/// @param delete takes a row out; its parameters are the same
record IndexTable(Index index, String table, Inserts.Into into, String delete) {
  IndexTable(Index index) {
    this(
        index,
        name(index),
        Inserts.Into.of("\"" + name(index) + "\"", index.fields().size() + 1),
        delete(index));
  }

  private static String name(Index index) {
    return "index_" + index.collection() + "_" + index.name().replace("\"", "");
  }

  private static String delete(Index index) {
    var equal = IntStream.range(0, index.fields().size()).mapToObj(i -> "f" + i + " = ?");
    return "DELETE FROM \"%s\" WHERE %s AND id = ?"
        .formatted(name(index), equal.collect(Collectors.joining(" AND ")));
  }

  String declaration() {
    return index.collection() + "(" + String.join(",", index.fields()) + ")";
  }

  String create() {
    return "CREATE TABLE \"%s\" (%s, id TEXT, PRIMARY KEY (%s, id)) WITHOUT ROWID"
        .formatted(table, columns(), columns());
  }

  /// The index's values of a document, or null: it is not in this index.
  @Nullable List<Object> row(@Nullable Document document) {
    if (document == null) return null;
    var row = new ArrayList<Object>(index.fields().size());
    for (var field : index.fields()) {
      var value = document.fields().get(field);
      if (value == null) return null;
      row.add(value);
    }
    return row;
  }

  /// Its parameters are bound by [#bind].
  String select(Query query) {
    var sql = new StringBuilder();
    sql.append("SELECT d.id, d.v, d.body, d.fields FROM \"").append(table).append("\" i ");
    sql.append("CROSS JOIN documents d ON d.collection = ? AND d.id = i.id");
    range(sql, query);
    String ordered = "i.f" + last();
    if (query.after() != null)
      sql.append(" AND (")
          .append(ordered)
          .append(", i.id) ")
          .append(query.descending() ? "<" : ">");
    if (query.after() != null) sql.append(" (?, ?)");
    String direction = query.descending() ? " DESC" : "";
    sql.append(" ORDER BY ").append(ordered).append(direction).append(", i.id").append(direction);
    return sql.append(" LIMIT ?").toString();
  }

  /// Its parameters are bound by [#bindRange].
  String count(Query query) {
    var sql = new StringBuilder("SELECT count(*) FROM \"").append(table).append("\" i");
    range(sql, query);
    return sql.toString();
  }

  private void range(StringBuilder sql, Query query) {
    sql.append(" WHERE TRUE");
    for (int i = 0; i < last(); i++) sql.append(" AND i.f").append(i).append(" = ?");
    String ordered = "i.f" + last();
    if (query.from() != null) sql.append(" AND ").append(ordered).append(" >= ?");
    if (query.to() != null) sql.append(" AND ").append(ordered).append(" < ?");
  }

  /// @return the parameter behind them
  int bindRange(PreparedStatement statement, int first, Query query) throws SQLException {
    int at = first;
    for (var value : query.equal()) bind(statement, at++, value);
    if (query.from() != null) bind(statement, at++, query.from());
    if (query.to() != null) bind(statement, at++, query.to());
    return at;
  }

  void bind(PreparedStatement statement, Query query) throws SQLException {
    statement.setString(1, index.collection());
    int at = bindRange(statement, 2, query);
    if (query.after() != null) {
      bind(statement, at++, query.after().value());
      statement.setString(at++, query.after().id());
    }
    statement.setInt(at, query.limit());
  }

  static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setString(at, null);
      case String s -> statement.setString(at, s);
      case Long l -> statement.setLong(at, l);
      case Boolean b -> statement.setLong(at, b ? 1 : 0);
      default -> throw new IllegalArgumentException("not an index value: " + value);
    }
  }

  private int last() {
    return index.fields().size() - 1;
  }

  private String columns() {
    return IntStream.rangeClosed(0, last())
        .mapToObj(i -> "f" + i)
        .collect(Collectors.joining(", "));
  }
}
