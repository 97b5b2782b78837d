package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Compiled;
import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.util.List;

/// A language of two sentences, so that a process that is to be killed need not start ZetaSQL:
/// `rows FROM TO TEXT` are numbered rows of one day, `all TABLE` is a table.
final class Words implements Compiler {
  static final List<Column> ROW =
      List.of(
          Column.of("id", SqlType.INT64),
          Column.of("text", SqlType.STRING),
          Column.of("day", SqlType.DATE),
          Column.of("cost", SqlType.NUMERIC),
          Column.of("at", SqlType.TIMESTAMP),
          Column.of("doc", SqlType.JSON),
          Column.repeatedStruct("credits", Column.of("amount", SqlType.NUMERIC)));

  private final PhysicalNames names = new PhysicalNames();

  @Override
  public Compiled compile(BoundSql sql, Schemas schemas, String defaultDataset) {
    var words = sql.text().split(" ");
    if (words[0].equals("rows"))
      return new Compiled(casted(rows(words[3], words[1], words[2])), List.of(), ROW, false);
    var table = TableRef.of(defaultDataset, words[1]);
    var columns = schemas.find(table).orElseThrow().columns();
    return new Compiled("SELECT * FROM " + names.quoted(table), List.of(), columns, false);
  }

  private static String rows(String text, String from, String to) {
    return """
        SELECT CAST(i AS BIGINT) AS id, '%s' AS text, DATE '2024-05-01' AS day,
          CAST(i AS DECIMAL(38,9)) / 8 AS cost, TIMESTAMPTZ '2024-05-01 10:00:00+00' AS "at",
          CAST('{"i": 1}' AS JSON) AS doc, [{'amount': CAST(i AS DECIMAL(38,9))}] AS credits
        FROM range(%s, %s) AS r(i)"""
        .formatted(text, from, to);
  }

  private static String casted(String rows) {
    var list = new StringBuilder();
    for (var column : ROW) {
      if (!list.isEmpty()) list.append(", ");
      String name = DuckTypes.quote(column.name());
      list.append("CAST(")
          .append(name)
          .append(" AS ")
          .append(DuckTypes.of(column))
          .append(") AS ")
          .append(name);
    }
    return "SELECT " + list + " FROM (" + rows + ")";
  }
}
