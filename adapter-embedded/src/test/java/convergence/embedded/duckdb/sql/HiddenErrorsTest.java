package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.googlesql.BuiltIn;
import convergence.googlesql.BuiltIn.Argument;
import convergence.googlesql.BuiltIn.Mode;
import convergence.googlesql.BuiltIn.Times;
import convergence.googlesql.ReferenceEvaluator;
import convergence.googlesql.ReferenceEvaluator.Answer;
import convergence.googlesql.ZetaSql;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// An argument's error shows although another argument is NULL, for each two arguments of each function of the table.
/// DuckDB looks at no argument behind one that is NULL in all its rows, and so would CASE in a translation.
final class HiddenErrorsTest {
  private static final List<Column> COLUMNS = List.of(Column.of("z", SqlType.INT64));
  private static final IrType ANY = IrType.of(SqlType.INT64);

  /// `TRUE OR x` is TRUE to the optimizer, which asks no more.
  private static final String CONSTANT = "FN_OR";

  @Test
  void an_error_shows_beside_a_null() throws SQLException {
    int asked = 0;
    List<String> hidden = new ArrayList<>();
    try (var zetaSql = new ZetaSql();
        var warehouse = new TestWarehouse(zetaSql)) {
      warehouse.create("v", COLUMNS);
      warehouse.execute("INSERT INTO ds.v VALUES (0)");
      var evaluator = new ReferenceEvaluator();
      evaluator.table("v", COLUMNS, List.of(List.of(0L)));
      for (var function : DifferentialTest.functions()) {
        for (var sql : calls(function)) {
          var compiled = compiled(warehouse, sql);
          if (compiled == null) continue;
          asked++;
          boolean fails = evaluator.answer(sql) instanceof Answer.Failed;
          if (fails != fails(warehouse, compiled)) hidden.add(function.id() + ": " + sql);
        }
      }
    }
    assertThat(hidden).isEmpty();
    assertThat(asked).isGreaterThan(500);
  }

  private static @Nullable Compiled compiled(TestWarehouse warehouse, String sql) {
    try {
      return warehouse.compile(BoundSql.of(sql));
    } catch (SqlFault refused) {
      return null;
    }
  }

  private static boolean fails(TestWarehouse warehouse, Compiled compiled) {
    try {
      var _ = warehouse.rows(compiled, Map.of());
      return false;
    } catch (SQLException e) {
      return true;
    }
  }

  /// One call for each two arguments: one is NULL, the other one fails.
  private static List<String> calls(BuiltIn function) {
    List<String> calls = new ArrayList<>();
    if (function.mode() != Mode.SCALAR
        || !ExprMaker.callable(function)
        || function.id().equals(CONSTANT)) return calls;
    List<Argument> arguments = new ArrayList<>();
    for (var argument : function.arguments()) {
      arguments.add(argument);
      if (argument.times() == Times.OFTEN) arguments.add(argument);
    }
    for (int i = 0; i < arguments.size(); i++) {
      for (int k = 0; k < arguments.size(); k++) {
        boolean values =
            !arguments.get(i).kind().equals("ENUM") && !arguments.get(k).kind().equals("ENUM");
        if (i != k && values) calls.add(call(function, arguments, i, k));
      }
    }
    return calls;
  }

  private static String call(BuiltIn function, List<Argument> arguments, int nothing, int failing) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      String special = CallForms.special(function.name(), i, new Dice(1));
      if (argument.kind().equals("ENUM")) texts.add(special == null ? part(function) : special);
      else {
        var type = type(argument);
        if (i == nothing) texts.add("IF(v.z = 0, NULL, " + plain(type) + ")");
        else if (i == failing) texts.add(failing(type));
        else texts.add(special != null && type.is(SqlType.STRING) ? special : plain(type));
      }
    }
    return "SELECT " + CallForms.write(function.name(), texts) + " AS r FROM v";
  }

  private static String part(BuiltIn function) {
    var first = function.arguments().getFirst();
    return CallForms.part(function.name(), type(first).toString(), new Dice(3));
  }

  private static IrType type(Argument argument) {
    return switch (argument.kind()) {
      case "FIXED" -> ExprMaker.type(Objects.requireNonNull(argument.type()));
      case "ARRAY_ANY_1", "ARRAY_ANY_2" -> new IrType.Array(ANY);
      default -> ANY;
    };
  }

  private static String plain(IrType type) {
    if (type instanceof IrType.Array(var element)) return "[" + plain(element) + "]";
    var scalar = ((IrType.Scalar) type).type();
    return switch (scalar) {
      case STRING -> "'a'";
      case INT64 -> "2";
      case JSON -> "JSON '{\"a\":[1]}'";
      default -> {
        var cells = new Cells(new Dice(7));
        yield cells.literal(type, cells.scalar(scalar));
      }
    };
  }

  /// Divides by the column, which is 0.
  private static String failing(IrType type) {
    if (type instanceof IrType.Array(var element)) return "[" + failing(element) + "]";
    return switch (((IrType.Scalar) type).type()) {
      case INT64 -> "DIV(1, v.z)";
      case FLOAT64 -> "(1 / v.z)";
      case BOOL -> "(DIV(1, v.z) > 0)";
      case BYTES -> "CAST(CAST(DIV(1, v.z) AS STRING) AS BYTES)";
      case DATE -> "DATE_ADD(DATE '2024-01-01', INTERVAL DIV(1, v.z) DAY)";
      case DATETIME -> "DATETIME_ADD(DATETIME '2024-01-01 00:00:00', INTERVAL DIV(1, v.z) DAY)";
      case TIME -> "TIME_ADD(TIME '00:00:00', INTERVAL DIV(1, v.z) HOUR)";
      case TIMESTAMP ->
          "TIMESTAMP_ADD(TIMESTAMP '2024-01-01 00:00:00+00', INTERVAL DIV(1, v.z) DAY)";
      case JSON -> "TO_JSON(DIV(1, v.z))";
      case STRING, NUMERIC, BIGNUMERIC -> "CAST(DIV(1, v.z) AS " + type + ")";
      case INTERVAL, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, STRUCT ->
          throw new IllegalArgumentException("no value: " + type);
    };
  }
}
