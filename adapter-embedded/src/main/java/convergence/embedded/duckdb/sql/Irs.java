package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Types of columns, and structs with one field changed.
public final class Irs {
  private Irs() {}

  public static IrType type(Column column) {
    IrType element =
        column.type() == SqlType.STRUCT
            ? new IrType.Struct(
                column.fields().stream()
                    .map(field -> new IrType.Field(field.name(), type(field)))
                    .toList())
            : IrType.of(column.type());
    return column.repeated() ? new IrType.Array(element) : element;
  }

  /// A value as a constant expression.
  ///
  /// @param value as [convergence.warehouse.Rows] says, a STRUCT as the `List` or the `Map` of its fields' values
  public static Expr constant(IrType type, @Nullable Object value) {
    if (value == null) return new Expr.Literal(type, null);
    return switch (type) {
      case IrType.Array(var element) -> {
        List<Expr> elements = new ArrayList<>();
        for (var one : (List<?>) value) elements.add(constant(element, one));
        yield call("MAKE_ARRAY", type, elements.toArray(Expr[]::new));
      }
      case IrType.Struct struct -> {
        List<Expr> fields = new ArrayList<>();
        var values =
            value instanceof Map<?, ?> map
                ? new ArrayList<@Nullable Object>(map.values())
                : (List<?>) value;
        for (int i = 0; i < struct.fields().size(); i++)
          fields.add(constant(struct.fields().get(i).type(), values.get(i)));
        yield new Expr.MakeStruct(struct, fields);
      }
      case IrType.Scalar(var scalar) when scalar.bound() != null || scalar == SqlType.INTERVAL ->
          new Expr.Cast(constant(IrType.of(SqlType.STRING), value), type, false, null);
      case IrType.Scalar(var scalar) when scalar == SqlType.GEOGRAPHY ->
          call("ST_GEOG_FROM_TEXT", type, constant(IrType.of(SqlType.STRING), value));
      case IrType.Scalar(var scalar) -> new Expr.Literal(type, scalar(scalar, value));
    };
  }

  private static Object scalar(SqlType type, Object value) {
    return switch (type) {
      case INT64 -> ((Number) value).longValue();
      case FLOAT64 -> ((Number) value).doubleValue();
      case STRING, BYTES, NUMERIC, BIGNUMERIC, BOOL, DATE, DATETIME, TIME, TIMESTAMP, JSON -> value;
      case INTERVAL, GEOGRAPHY, RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP ->
          throw Unsupported.of("a parameter or variable of type " + type);
      case STRUCT -> throw new IllegalArgumentException("a STRUCT is no scalar");
    };
  }

  /// `struct` with another value in one place; a struct that is NULL has no such place.
  static Expr with(Expr struct, List<Integer> fields, Expr value) {
    if (fields.isEmpty()) return value;
    var type = (IrType.Struct) struct.type();
    List<Expr> values = new ArrayList<>();
    for (int i = 0; i < type.fields().size(); i++) {
      Expr now = new Expr.GetField(struct, i, type.fields().get(i).type());
      boolean changed = fields.getFirst() == i;
      values.add(changed ? with(now, fields.subList(1, fields.size()), value) : now);
    }
    Expr error =
        call(
            "ERROR",
            IrType.of(SqlType.INT64),
            new Expr.Literal(IrType.of(SqlType.STRING), "Cannot set field of NULL STRUCT"));
    Expr one = new Expr.Literal(IrType.of(SqlType.INT64), 1L);
    IrType bool = IrType.of(SqlType.BOOL);
    // Never NULL: it fails, or it is one.
    Expr checked = call("IF", IrType.of(SqlType.INT64), call("IS_NULL", bool, struct), error, one);
    return call(
        "IF", type, call("IS_NULL", bool, checked), struct, new Expr.MakeStruct(type, values));
  }

  private static Expr call(String name, IrType type, Expr... arguments) {
    return new Expr.Call(new Signature("FN_" + name, name), List.of(arguments), type, false);
  }
}
