package convergence.bigquery.catalog;

import com.google.api.services.bigquery.model.Argument;
import com.google.api.services.bigquery.model.Routine;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.RoutineName;
import convergence.embedded.duckdb.RoutineDetails;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A routine as a REST resource ↔ the statement that makes it.
final class RoutineForms {
  static final String FUNCTION = "SCALAR_FUNCTION";
  static final String TABLE_FUNCTION = "TABLE_VALUED_FUNCTION";
  static final String PROCEDURE = "PROCEDURE";

  private RoutineForms() {}

  /// @return what stands between CREATE or DROP and the name
  static String kind(@Nullable String routineType) {
    return switch (routineType) {
      case FUNCTION -> "FUNCTION";
      case TABLE_FUNCTION -> "TABLE FUNCTION";
      case PROCEDURE -> "PROCEDURE";
      case null -> throw ApiException.required("routineType");
      case "AGGREGATE_FUNCTION" -> throw Unserved.AGGREGATE_FUNCTION.refusal();
      default -> throw ApiException.invalid("Invalid value for routineType: " + routineType);
    };
  }

  /// @throws ApiException for what it does not serve
  static String create(RoutineName name, Routine given, boolean replace) {
    String kind = kind(given.getRoutineType());
    String language =
        Objects.requireNonNullElse(given.getLanguage(), "SQL").toUpperCase(Locale.ROOT);
    refuse(given, kind, language);
    if (given.getDefinitionBody() == null) throw ApiException.required("definitionBody");
    return "CREATE "
        + (replace ? "OR REPLACE " : "")
        + kind
        + " "
        + Literals.name(name.project())
        + "."
        + Literals.name(name.dataset())
        + "."
        + Literals.name(name.routine())
        + arguments(given.getArguments())
        + (given.getReturnType() == null ? "" : " RETURNS " + SqlTypes.text(given.getReturnType()))
        + body(given, kind, language);
  }

  private static void refuse(Routine given, String kind, String language) {
    boolean js = language.equals("JAVASCRIPT") && kind.equals("FUNCTION");
    if (!js && !language.equals("SQL")) throw Unserved.ROUTINE_LANGUAGE.refusal(language);
    if (given.getImportedLibraries() != null && !given.getImportedLibraries().isEmpty())
      throw Unserved.LIBRARIES.refusal();
    if (given.getRemoteFunctionOptions() != null) throw Unserved.REMOTE_FUNCTION.refusal();
    if (given.getSparkOptions() != null) throw Unserved.ROUTINE_LANGUAGE.refusal("SPARK");
    if (given.getReturnTableType() != null) throw Unserved.RETURN_TABLE.refusal();
    if ("DATA_MASKING".equals(given.getDataGovernanceType()))
      throw Unserved.MASKING_FUNCTION.refusal();
  }

  private static String body(Routine given, String kind, String language) {
    String body = given.getDefinitionBody();
    if (language.equals("JAVASCRIPT")) return " LANGUAGE js AS " + Literals.text(body);
    return switch (kind) {
      case "FUNCTION" -> " AS (\n" + body + "\n)";
      case "TABLE FUNCTION" -> " AS (\n" + body + "\n)";
      default -> isBlock(body) ? "\n" + body : "\nBEGIN\n" + body + "\nEND";
    };
  }

  private static boolean isBlock(String body) {
    String begin = body.strip().toUpperCase(Locale.ROOT);
    return begin.matches("(?s)BEGIN\\b(?!\\s+TRANSACTION\\b|\\s*;).*");
  }

  private static String arguments(@Nullable List<Argument> arguments) {
    if (arguments == null) return "()";
    return arguments.stream()
        .map(RoutineForms::argument)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String argument(Argument argument) {
    String kind = Objects.requireNonNullElse(argument.getArgumentKind(), "FIXED_TYPE");
    String mode = argument.getMode() == null ? "" : mode(argument.getMode());
    String name = argument.getName() == null ? "" : Literals.name(argument.getName()) + " ";
    return mode
        + name
        + switch (kind) {
          case "FIXED_TYPE" -> SqlTypes.text(argument.getDataType());
          case "ANY_TYPE" -> "ANY TYPE";
          case "FIXED_TABLE", "ANY_TABLE" -> throw Unserved.TABLE_ARGUMENT.refusal();
          default -> throw ApiException.invalid("Invalid value for argumentKind: " + kind);
        };
  }

  private static String mode(String mode) {
    return switch (mode) {
      case "IN", "MODE_UNSPECIFIED" -> "";
      case "OUT", "INOUT" -> mode + " ";
      default -> throw ApiException.invalid("Invalid value for mode: " + mode);
    };
  }

  /// What the warehouse knows of it.
  static Routine shown(RoutineName name, RoutineDetails details) {
    var routine = details.routine();
    boolean procedure = routine instanceof convergence.googlesql.ir.Routine.Procedure;
    var shown =
        new Routine()
            .setRoutineReference(name.reference())
            .setCreationTime(details.created().toEpochMilli())
            .setLastModifiedTime(details.altered().toEpochMilli())
            .setLanguage("SQL");
    if (!routine.arguments().isEmpty())
      shown.setArguments(
          routine.arguments().stream().map(argument -> shown(argument, procedure)).toList());
    return switch (routine) {
      case convergence.googlesql.ir.Routine.SqlFunction f ->
          shown
              .setRoutineType(FUNCTION)
              .setReturnType(f.returns() == null ? null : SqlTypes.shown(f.returns()))
              .setDefinitionBody(f.body().strip());
      case convergence.googlesql.ir.Routine.JsFunction f ->
          shown
              .setRoutineType(FUNCTION)
              .setLanguage("JAVASCRIPT")
              .setReturnType(SqlTypes.shown(f.returns()))
              .setDefinitionBody(f.body());
      case convergence.googlesql.ir.Routine.TableFunction f ->
          shown.setRoutineType(TABLE_FUNCTION).setDefinitionBody(f.query().strip());
      case convergence.googlesql.ir.Routine.Procedure p ->
          shown.setRoutineType(PROCEDURE).setDefinitionBody(p.body().strip());
    };
  }

  private static Argument shown(
      convergence.googlesql.ir.Routine.Argument argument, boolean procedure) {
    var shown = new Argument().setName(argument.name());
    if (procedure) shown.setMode(argument.mode().name());
    var type = argument.type();
    return type == null
        ? shown.setArgumentKind("ANY_TYPE")
        : shown.setDataType(SqlTypes.shown(type));
  }
}
