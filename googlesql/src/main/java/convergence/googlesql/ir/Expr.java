package convergence.googlesql.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A scalar expression.
public sealed interface Expr {
  IrType type();

  /// @param value null is NULL; else `String`, `Long`, `Double`, `java.math.BigDecimal`, `Boolean`,
  ///     `byte[]`, `java.time.LocalDate`, `LocalDateTime`, `LocalTime`, `Instant` or [IntervalParts] as the type asks; JSON is
  ///     its text. NULL of any type, values only of scalar ones
  record Literal(IrType type, @Nullable Object value) implements Expr {}

  /// A keyword among a function's arguments: the DAY of DATE_DIFF.
  record Keyword(String word) implements Expr {
    @Override
    public IrType type() {
      return IrType.of(convergence.warehouse.SqlType.STRING);
    }
  }

  /// A query parameter, by its name in lower case.
  record Parameter(String name, IrType type) implements Expr {}

  /// A column of the scan below or, in a subquery, of a scan around it.
  record Ref(IrColumn column) implements Expr {
    @Override
    public IrType type() {
      return column.type();
    }
  }

  /// @param safe written `SAFE.f(…)`: an error of the function itself, not of its arguments, gives NULL
  record Call(Signature signature, List<Expr> arguments, IrType type, boolean safe)
      implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// @param safe SAFE_CAST: NULL instead of an error
  /// @param format how a text is written or read, null: as each type's canonical text
  record Cast(Expr value, IrType type, boolean safe, @Nullable Format format) implements Expr {
    /// What FORMAT and AT TIME ZONE say, which are constants.
    ///
    /// @param zone null: UTC
    public record Format(String pattern, @Nullable String zone) {}
  }

  /// @param index of the field, from 0
  record GetField(Expr struct, int index, IrType type) implements Expr {}

  record MakeStruct(IrType.Struct type, List<Expr> fields) implements Expr {
    public MakeStruct {
      fields = List.copyOf(fields);
    }
  }

  /// @param needle of `IN`, null otherwise
  record Subquery(Kind kind, Rel query, @Nullable Expr needle, IrType type) implements Expr {
    public enum Kind {
      SCALAR,
      ARRAY,
      EXISTS,
      IN
    }
  }

  /// A function's lambda argument.
  record Lambda(List<IrColumn> parameters, Expr body) implements Expr {
    public Lambda {
      parameters = List.copyOf(parameters);
    }

    @Override
    public IrType type() {
      return body.type();
    }
  }

  /// Values computed once, then `body` over them.
  record Let(List<Computed> values, Expr body) implements Expr {
    public Let {
      values = List.copyOf(values);
    }

    @Override
    public IrType type() {
      return body.type();
    }
  }
}
