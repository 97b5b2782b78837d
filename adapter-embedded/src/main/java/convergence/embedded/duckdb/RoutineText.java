package convergence.embedded.duckdb;

import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Routine;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A routine's CREATE statement, as INFORMATION_SCHEMA.ROUTINES shows it.
final class RoutineText {
  private RoutineText() {}

  static String of(String project, String dataset, RoutineDetails details) {
    String head = " `" + project + "." + dataset + "." + details.name() + "`";
    String list =
        details.routine().arguments().stream()
            .map(RoutineText::argument)
            .collect(Collectors.joining(", ", "(", ")"));
    return "CREATE "
        + switch (details.routine()) {
          case Routine.SqlFunction f ->
              "FUNCTION" + head + list + returns(f.returns()) + "\nAS (\n" + f.body() + "\n);";
          case Routine.JsFunction f ->
              "FUNCTION"
                  + head
                  + list
                  + returns(f.returns())
                  + " LANGUAGE js\nAS r\"\"\"\n"
                  + f.body()
                  + "\n\"\"\";";
          case Routine.TableFunction f ->
              "TABLE FUNCTION" + head + list + table(f.returns()) + "\nAS (\n" + f.query() + "\n);";
          case Routine.Procedure p -> "PROCEDURE" + head + list + "\n" + p.body() + ";";
        };
  }

  private static String argument(Routine.Argument argument) {
    String mode =
        switch (argument.mode()) {
          case IN -> "";
          case OUT -> "OUT ";
          case INOUT -> "INOUT ";
        };
    var type = argument.type();
    return mode + argument.name() + " " + (type == null ? "ANY TYPE" : type(type));
  }

  private static String returns(@Nullable IrType type) {
    return type == null ? "" : " RETURNS " + type(type);
  }

  private static String table(@Nullable IrType returns) {
    return returns instanceof IrType.Struct(var columns)
        ? columns.stream()
            .map(field -> field.name() + " " + type(field.type()))
            .collect(Collectors.joining(", ", " RETURNS TABLE<", ">"))
        : "";
  }

  static String type(IrType type) {
    return switch (type) {
      case IrType.Scalar(var scalar) -> scalar.toString();
      case IrType.Array(var element) -> "ARRAY<" + type(element) + ">";
      case IrType.Struct struct ->
          struct.fields().stream()
              .map(field -> (field.name() + " " + type(field.type())).strip())
              .collect(Collectors.joining(", ", "STRUCT<", ">"));
    };
  }
}
