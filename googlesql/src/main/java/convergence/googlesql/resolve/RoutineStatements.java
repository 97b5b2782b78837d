package convergence.googlesql.resolve;

import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.ZetaSQLFunctions.FunctionEnums.ProcedureArgumentMode;
import com.google.zetasql.ZetaSQLFunctions.SignatureArgumentKind;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateProcedureStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableFunctionStmt;
import convergence.googlesql.ir.Ddl;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Unsupported;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CREATE FUNCTION, TABLE FUNCTION and PROCEDURE.
final class RoutineStatements {
  /// Options that change no answer.
  private static final Set<String> HARMLESS = Set.of("description", "strict_mode");

  Ddl function(ResolvedCreateFunctionStmt create) {
    Refuse.when(create.getIsAggregate(), "CREATE AGGREGATE FUNCTION");
    Refuse.any(create.getAggregateExpressionList(), "CREATE AGGREGATE FUNCTION");
    Refuse.when(create.getIsRemote(), "a remote function");
    Refuse.any(create.getConnection(), "a function with a connection");
    harmless(create.getOptionList());
    var arguments = arguments(create.getArgumentNameList(), create.getSignature());
    Routine routine =
        switch (create.getLanguage().toUpperCase(Locale.ROOT)) {
          case "SQL" ->
              new Routine.SqlFunction(
                  arguments,
                  create.getHasExplicitReturnType() ? Nodes.type(create.getReturnType()) : null,
                  create.getCode());
          case "JS" ->
              new Routine.JsFunction(
                  arguments, Nodes.type(create.getReturnType()), create.getCode());
          default -> throw Unsupported.of("a function in " + create.getLanguage());
        };
    return created(create, routine);
  }

  private static Ddl created(
      com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateStatement create,
      Routine routine) {
    return new Ddl.CreateRoutine(
        create.getNamePath(),
        CreateStatements.mode(create),
        CreateStatements.temporary(create),
        routine);
  }

  private static void harmless(
      List<com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOption> options) {
    for (var option : options)
      Refuse.when(!HARMLESS.contains(option.getName()), "option " + option.getName());
  }

  private static List<Routine.Argument> arguments(List<String> names, FunctionSignature signature) {
    List<Routine.Argument> arguments = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      var type = signature.getFunctionArgumentList().get(i);
      arguments.add(
          new Routine.Argument(
              names.get(i), type(type), mode(type.getOptions().getProcedureArgumentMode())));
    }
    return arguments;
  }

  private static convergence.googlesql.ir.@Nullable IrType type(FunctionArgumentType type) {
    if (type.getKind() == SignatureArgumentKind.ARG_TYPE_ARBITRARY) return null;
    if (type.getType() == null) throw Unsupported.of("a table as argument");
    return Nodes.type(type.getType());
  }

  private static Routine.Mode mode(@Nullable ProcedureArgumentMode mode) {
    if (mode == null) return Routine.Mode.IN;
    return switch (mode) {
      case NOT_SET, IN -> Routine.Mode.IN;
      case OUT -> Routine.Mode.OUT;
      case INOUT -> Routine.Mode.INOUT;
    };
  }

  Ddl tableFunction(ResolvedCreateTableFunctionStmt create) {
    Refuse.when(!create.getLanguage().equalsIgnoreCase("SQL"), "a table function not in SQL");
    Refuse.when(create.getIsValueTable(), "a table function of a value table");
    harmless(create.getOptionList());
    return created(
        create,
        new Routine.TableFunction(
            arguments(create.getArgumentNameList(), create.getSignature()),
            create.getHasExplicitReturnSchema() ? declared(create) : null,
            create.getCode()));
  }

  /// @return null where the query gives just these columns
  private static @Nullable IrType declared(ResolvedCreateTableFunctionStmt create) {
    var schema = create.getSignature().getResultType().getOptions().getRelationInputSchema();
    if (schema == null) throw Unsupported.of("RETURNS TABLE<…> without columns");
    var declared =
        schema.getColumns().stream()
            .map(column -> new IrType.Field(column.getName(), Nodes.type(column.getType())))
            .toList();
    var given =
        create.getOutputColumnList().stream()
            .map(
                column ->
                    new IrType.Field(column.getName(), Nodes.type(column.getColumn().getType())))
            .toList();
    return declared.equals(given) ? null : new IrType.Struct(declared);
  }

  Ddl procedure(ResolvedCreateProcedureStmt create) {
    Refuse.any(create.getConnection(), "a procedure with a connection");
    Refuse.when(!create.getLanguage().isEmpty(), "a procedure in " + create.getLanguage());
    Refuse.when(!create.getCode().isEmpty(), "a procedure's code");
    for (var option : create.getOptionList())
      Refuse.when(
          !Set.of("strict_mode", "description").contains(option.getName()),
          "option " + option.getName());
    return created(
        create,
        new Routine.Procedure(
            arguments(create.getArgumentNameList(), create.getSignature()),
            create.getProcedureBody()));
  }
}
