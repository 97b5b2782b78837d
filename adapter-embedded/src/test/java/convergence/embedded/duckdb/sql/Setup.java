package convergence.embedded.duckdb.sql;

import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The few statements that prepare a fixture's tables: CREATE TABLE, INSERT of rows or of a query.
final class Setup {
  private static final Map<String, SqlType> ALIASES =
      Map.of(
          "INT",
          SqlType.INT64,
          "INTEGER",
          SqlType.INT64,
          "FLOAT",
          SqlType.FLOAT64,
          "BOOLEAN",
          SqlType.BOOL,
          "DECIMAL",
          SqlType.NUMERIC);
  private final TestWarehouse warehouse;
  private final List<String> tokens;
  private int at;

  private Setup(TestWarehouse warehouse, String sql) {
    this.warehouse = warehouse;
    this.tokens = Words.of(sql);
  }

  static void run(TestWarehouse warehouse, String sql) throws SQLException {
    for (var statement : Words.statements(sql)) new Setup(warehouse, statement).statement();
  }

  private void statement() throws SQLException {
    String text = String.join(" ", tokens).toUpperCase(Locale.ROOT);
    if (text.startsWith("CREATE TABLE") || text.startsWith("CREATE OR REPLACE TABLE")) create();
    else if (text.startsWith("INSERT INTO")) insert();
    else if (!text.startsWith("SELECT")) throw unsupported();
  }

  private SqlFault unsupported() {
    return new SqlFault(
        "unsupported",
        "setup: " + String.join(" ", tokens.subList(0, Math.min(4, tokens.size()))),
        0,
        0);
  }

  private void create() throws SQLException {
    at = tokens.indexOf("TABLE") + 1;
    if (at == 0) throw unsupported();
    String table = table();
    if (!peek("(")) throw unsupported();
    at++;
    List<Column> columns = fields(")");
    if (at < tokens.size()) throw unsupported();
    warehouse.create(table, columns);
  }

  private String table() {
    var path = new StringBuilder(tokens.get(at++));
    while (peek(".")) path.append(tokens.get(at++)).append(tokens.get(at++));
    String[] parts = path.toString().replace("`", "").split("\\.");
    return parts[parts.length - 1];
  }

  private boolean peek(String token) {
    return at < tokens.size() && tokens.get(at).equals(token);
  }

  private List<Column> fields(String end) {
    List<Column> fields = new ArrayList<>();
    while (true) {
      String name = tokens.get(at++).replace("`", "");
      fields.add(type(name));
      while (!peek(",") && !peek(end)) {
        if (!List.of("NOT", "NULL").contains(tokens.get(at).toUpperCase(Locale.ROOT)))
          throw unsupported();
        at++;
      }
      if (tokens.get(at++).equals(end)) return fields;
    }
  }

  private Column type(String name) {
    String word = tokens.get(at++).toUpperCase(Locale.ROOT);
    if (word.equals("ARRAY")) {
      at++;
      Column element = type(name);
      at++;
      return new Column(name, element.type(), true, false, element.fields(), "");
    }
    if (word.equals("STRUCT")) {
      at++;
      return new Column(name, SqlType.STRUCT, false, false, fields(">"), "");
    }
    SqlType type = ALIASES.get(word);
    if (type != null) return Column.of(name, type);
    try {
      return Column.of(name, SqlType.valueOf(word));
    } catch (IllegalArgumentException e) {
      throw new SqlFault("unsupported", "setup: type " + word, 0, 0);
    }
  }

  private void insert() throws SQLException {
    at = 2;
    String table = table();
    List<Column> columns = warehouse.columns(table);
    String names = "";
    if (peek("(")) {
      int end = tokens.indexOf(")");
      var listed = tokens.subList(at + 1, end).stream().filter(t -> !t.equals(",")).toList();
      names = "(" + String.join(", ", listed).replace('`', '"') + ")";
      var all = columns;
      columns =
          listed.stream()
              .map(
                  n ->
                      all.stream()
                          .filter(c -> c.name().equalsIgnoreCase(n.replace("`", "")))
                          .findFirst()
                          .orElseThrow())
              .toList();
      at = end + 1;
    }
    if (!tokens.get(at).equalsIgnoreCase("VALUES")) {
      warehouse.insert(table, names, String.join(" ", tokens.subList(at, tokens.size())));
      return;
    }
    at++;
    List<String> rows = new ArrayList<>();
    while (at < tokens.size()) {
      at++;
      rows.add(row(columns));
      if (peek(",")) at++;
    }
    for (int i = 0; i < rows.size(); i += 50) {
      warehouse.insert(
          table, names, String.join(" UNION ALL ", rows.subList(i, Math.min(i + 50, rows.size()))));
    }
  }

  private String row(List<Column> columns) {
    var row = new StringBuilder("SELECT ");
    for (int i = 0; i < columns.size(); i++) {
      int depth = 0;
      var value = new StringBuilder();
      while (depth > 0 || (!peek(",") && !peek(")"))) {
        String token = tokens.get(at++);
        if ("([".contains(token)) depth++;
        if (")]".contains(token)) depth--;
        value.append(token).append(' ');
      }
      at++;
      if (i > 0) row.append(", ");
      row.append("CAST(")
          .append(value)
          .append(" AS ")
          .append(text(columns.get(i)))
          .append(") AS v")
          .append(i);
    }
    return row.toString();
  }

  private static String text(Column column) {
    String element =
        column.type() == SqlType.STRUCT
            ? "STRUCT<"
                + String.join(
                    ", ", column.fields().stream().map(f -> f.name() + " " + text(f)).toList())
                + ">"
            : column.type().name();
    return column.repeated() ? "ARRAY<" + element + ">" : element;
  }
}
