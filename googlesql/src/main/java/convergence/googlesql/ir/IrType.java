package convergence.googlesql.ir;

import convergence.warehouse.SqlType;
import java.util.List;

/// GoogleSQL's type of an expression: arrays and anonymous fields included, which [SqlType] alone cannot say.
public sealed interface IrType {
  /// @param type anything but STRUCT
  record Scalar(SqlType type) implements IrType {
    public Scalar {
      if (type == SqlType.STRUCT) throw new IllegalArgumentException("a STRUCT has fields");
    }

    @Override
    public String toString() {
      return type.toString();
    }
  }

  record Array(IrType element) implements IrType {
    @Override
    public String toString() {
      return "ARRAY<" + element + ">";
    }
  }

  /// @param fields in order; names may be empty or doubled
  record Struct(List<Field> fields) implements IrType {
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      return "STRUCT" + fields;
    }
  }

  /// @param name empty: anonymous
  record Field(String name, IrType type) {
    @Override
    public String toString() {
      return name.isEmpty() ? type.toString() : name + " " + type;
    }
  }

  static IrType of(SqlType type) {
    return new Scalar(type);
  }

  default boolean is(SqlType type) {
    return this instanceof Scalar(var mine) && mine == type;
  }
}
