package convergence.googlesql.resolve;

import com.google.zetasql.IntervalValue;
import com.google.zetasql.Value;
import com.google.zetasql.ZetaSQLValue.ValueProto;
import convergence.googlesql.Types;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IntervalParts;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// ZetaSQL's constant values → [Expr]: arrays and structs become constructors over scalar literals.
final class Literals {
  private static final Signature ARRAY = new Signature("FN_MAKE_ARRAY", "ARRAY");
  private static final Signature RANGE = new Signature("FN_RANGE", "RANGE");

  private Literals() {}

  static Expr literal(Value value) {
    if (value.getType().isEnum()) {
      if (value.isNull()) throw Unsupported.of("a NULL keyword argument");
      return new Expr.Keyword(value.getEnumName());
    }
    IrType type = Nodes.type(value.getType());
    if (value.isNull()) return new Expr.Literal(type, null);
    return switch (type) {
      case IrType.Array _ -> new Expr.Call(ARRAY, parts(value.getElementList()), type, false);
      case IrType.Struct struct -> new Expr.MakeStruct(struct, parts(value.getFieldList()));
      case IrType.Scalar(var scalar) when scalar.bound() != null -> range(type, scalar, value);
      case IrType.Scalar scalar -> new Expr.Literal(type, scalar(scalar, value));
    };
  }

  private static Expr range(IrType type, SqlType range, Value value) {
    var bounds = value.getProto().getRangeValue();
    return new Expr.Call(
        RANGE,
        List.of(bound(range, bounds.getStart()), bound(range, bounds.getEnd())),
        type,
        false);
  }

  private static Expr bound(SqlType range, ValueProto bound) {
    return literal(Value.deserialize(Types.of(Objects.requireNonNull(range.bound())), bound));
  }

  private static List<Expr> parts(List<Value> values) {
    return values.stream().map(Literals::literal).toList();
  }

  private static Object scalar(IrType.Scalar type, Value value) {
    return switch (type.type()) {
      case STRING -> value.getStringValue();
      case BYTES -> value.getBytesValue().toByteArray();
      case INT64 -> value.getInt64Value();
      case FLOAT64 -> value.getDoubleValue();
      case NUMERIC -> value.getNumericValue();
      case BIGNUMERIC -> value.getBigNumericValue();
      case BOOL -> value.getBoolValue();
      case DATE -> value.getLocalDateValue();
      case DATETIME -> value.getLocalDateTimeValue();
      case TIME -> value.getLocalTimeValue();
      case TIMESTAMP -> {
        var timestamp = value.getProto().getTimestampValue();
        yield Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
      }
      case JSON -> value.getJsonValue();
      case INTERVAL -> interval(value.getIntervalValue());
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, GEOGRAPHY ->
          throw Unsupported.of("a literal of type " + type);
      case STRUCT -> throw new IllegalArgumentException("a STRUCT is no scalar");
    };
  }

  private static IntervalParts interval(IntervalValue value) {
    if (value.nanoFractions() != 0) throw Unsupported.of("an INTERVAL with nanoseconds");
    return new IntervalParts(value.months(), value.days(), value.micros());
  }
}
