package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.Irs;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Surroundings.Named;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A script's variables, block within block. Used by one thread.
final class Variables {
  /// @param value as [convergence.warehouse.Rows] says
  record Cell(IrType type, @Nullable Object value) {}

  private final Deque<Map<String, Cell>> blocks = new ArrayDeque<>();

  Variables() {
    open();
  }

  void open() {
    blocks.push(new LinkedHashMap<>());
  }

  void close() {
    blocks.pop();
  }

  int depth() {
    return blocks.size();
  }

  /// Ends the blocks above this many.
  void closeTo(int depth) {
    while (blocks.size() > depth) blocks.pop();
  }

  /// @throws SqlError the block has one of this name
  void declare(String name, IrType type, @Nullable Object value) {
    if (blocks.element().putIfAbsent(key(name), new Cell(type, value)) != null)
      throw SqlErrors.invalid("Variable '" + name + "' redeclaration");
  }

  /// @throws SqlError there is none
  IrType type(String name) {
    return cell(name).type();
  }

  void set(String name, @Nullable Object value) {
    var changed = new Cell(type(name), value);
    for (var block : blocks) if (block.replace(key(name), changed) != null) return;
  }

  @Nullable Object value(String name) {
    return cell(name).value();
  }

  private Cell cell(String name) {
    for (var block : blocks) {
      var cell = block.get(key(name));
      if (cell != null) return cell;
    }
    throw SqlErrors.invalid("Undeclared variable: " + name);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /// Those that are seen, the innermost of each name.
  private Map<String, Cell> seen() {
    Map<String, Cell> seen = new LinkedHashMap<>();
    for (var block : blocks) block.forEach(seen::putIfAbsent);
    return seen;
  }

  List<Named> named() {
    List<Named> named = new ArrayList<>();
    seen().forEach((name, cell) -> named.add(new Named(name, cell.type())));
    return named;
  }

  /// By the names that [convergence.googlesql.ir.Expr.Parameter] has.
  Map<String, Expr> constants() {
    Map<String, Expr> constants = new HashMap<>();
    seen()
        .forEach(
            (name, cell) -> constants.put("$" + name, Irs.constant(cell.type(), cell.value())));
    return constants;
  }
}
