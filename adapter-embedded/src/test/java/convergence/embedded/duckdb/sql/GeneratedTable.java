package convergence.embedded.duckdb.sql;

import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table of random columns, nested to depth 3, and rows; `id` tells them apart.
record GeneratedTable(String name, List<Column> columns, List<List<@Nullable Object>> rows) {
  private static final List<SqlType> TYPES =
      List.of(
          SqlType.INT64,
          SqlType.FLOAT64,
          SqlType.NUMERIC,
          SqlType.STRING,
          SqlType.BOOL,
          SqlType.BYTES,
          SqlType.DATE,
          SqlType.DATETIME,
          SqlType.TIME,
          SqlType.TIMESTAMP);

  static GeneratedTable of(String name, Dice dice) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("id", SqlType.INT64));
    // Each type once, so that every function finds an argument, then what chance adds.
    for (var type : TYPES) columns.add(Column.of("c" + columns.size(), type));
    columns.add(Column.repeated("c" + columns.size(), dice.pick(TYPES)));
    columns.add(Column.repeated("c" + columns.size(), SqlType.INT64));
    columns.add(Column.repeated("c" + columns.size(), SqlType.STRING));
    for (int i = dice.between(1, 3); i > 0; i--) columns.add(nested("c" + columns.size(), dice, 3));
    var cells = new Cells(dice);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = dice.percent(10) ? 0 : dice.between(1, 6); i > 0; i--)
      rows.add(row(columns, cells, i));
    return new GeneratedTable(name, columns, rows);
  }

  private static List<@Nullable Object> row(List<Column> columns, Cells cells, int id) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add((long) id);
    for (var column : columns.subList(1, columns.size())) row.add(cells.cell(column));
    return row;
  }

  private static Column nested(String name, Dice dice, int depth) {
    List<Column> fields = new ArrayList<>();
    for (int i = dice.between(1, 3); i > 0; i--) {
      String field = "f" + i;
      fields.add(
          depth > 1 && dice.percent(40)
              ? nested(field, dice, depth - 1)
              : new Column(field, dice.pick(TYPES), dice.percent(25), false, List.of(), ""));
    }
    return new Column(name, SqlType.STRUCT, dice.percent(60), false, fields, "");
  }

  Scope scope(String alias) {
    return new Scope(
        columns.stream()
            .map(c -> new Scope.Named(alias + "." + c.name(), ExprMaker.type(c)))
            .toList(),
        List.of(alias + ".id"));
  }

  void store(TestWarehouse warehouse) throws SQLException {
    warehouse.create(name, columns);
    for (var row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) cells.add(Cells.duck(columns.get(i), row.get(i)));
      warehouse.execute(
          cells.stream()
              .collect(Collectors.joining(", ", "INSERT INTO ds." + name + " VALUES (", ")")));
    }
  }
}
