package convergence.embedded.duckdb;

import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Routine;
import convergence.warehouse.SqlType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of `_convergence.routines`.
///
/// @param v version of this document
/// @param kind which [Routine] it is
/// @param returns null: not said
/// @param name as it was written; null: it was not kept
record StoredRoutine(
    int v,
    Kind kind,
    List<Argument> arguments,
    @Nullable Type returns,
    String body,
    @Nullable String name,
    @Nullable Instant created,
    @Nullable Instant altered) {
  static final int VERSION = 1;

  enum Kind {
    FUNCTION,
    JS_FUNCTION,
    TABLE_FUNCTION,
    PROCEDURE
  }

  /// @param type null: ANY TYPE
  record Argument(String name, @Nullable Type type, Routine.Mode mode) {}

  /// @param scalar null: an array of `element`, or a struct of `fields`
  record Type(@Nullable SqlType scalar, @Nullable Type element, List<Field> fields) {
    static Type of(IrType type) {
      return switch (type) {
        case IrType.Scalar(var scalar) -> new Type(scalar, null, List.of());
        case IrType.Array(var element) -> new Type(null, of(element), List.of());
        case IrType.Struct struct ->
            new Type(
                null,
                null,
                struct.fields().stream().map(f -> new Field(f.name(), of(f.type()))).toList());
      };
    }

    IrType ir() {
      if (scalar != null) return IrType.of(scalar);
      if (element != null) return new IrType.Array(element.ir());
      return new IrType.Struct(
          fields.stream().map(f -> new IrType.Field(f.name(), f.type().ir())).toList());
    }
  }

  record Field(String name, Type type) {}

  /// @param before what it replaces; null: nothing
  static StoredRoutine of(
      Routine routine, String name, @Nullable StoredRoutine before, Instant now) {
    var plain = of(routine);
    return new StoredRoutine(
        VERSION,
        plain.kind(),
        plain.arguments(),
        plain.returns(),
        plain.body(),
        name,
        before == null || before.created() == null ? now : before.created(),
        now);
  }

  private static StoredRoutine of(
      Kind kind, List<Argument> arguments, @Nullable IrType returns, String body) {
    return new StoredRoutine(VERSION, kind, arguments, optional(returns), body, null, null, null);
  }

  RoutineDetails told(String key) {
    return new RoutineDetails(
        name == null ? key : name,
        routine(),
        created == null ? Instant.EPOCH : created,
        altered == null ? Instant.EPOCH : altered);
  }

  private static StoredRoutine of(Routine routine) {
    var arguments =
        routine.arguments().stream()
            .map(a -> new Argument(a.name(), optional(a.type()), a.mode()))
            .toList();
    return switch (routine) {
      case Routine.SqlFunction f -> of(Kind.FUNCTION, arguments, f.returns(), f.body());
      case Routine.JsFunction f -> of(Kind.JS_FUNCTION, arguments, f.returns(), f.body());
      case Routine.TableFunction f -> of(Kind.TABLE_FUNCTION, arguments, f.returns(), f.query());
      case Routine.Procedure p -> of(Kind.PROCEDURE, arguments, null, p.body());
    };
  }

  private static @Nullable Type optional(@Nullable IrType type) {
    return type == null ? null : Type.of(type);
  }

  Routine routine() {
    List<Routine.Argument> given =
        arguments.stream()
            .map(
                a ->
                    new Routine.Argument(
                        a.name(), a.type() == null ? null : a.type().ir(), a.mode()))
            .toList();
    return switch (kind) {
      case FUNCTION -> new Routine.SqlFunction(given, returns == null ? null : returns.ir(), body);
      case JS_FUNCTION ->
          new Routine.JsFunction(given, Optional.ofNullable(returns).orElseThrow().ir(), body);
      case TABLE_FUNCTION ->
          new Routine.TableFunction(given, returns == null ? null : returns.ir(), body);
      case PROCEDURE -> new Routine.Procedure(given, body);
    };
  }
}
