package convergence.googlesql;

import com.google.zetasql.StructType.StructField;
import com.google.zetasql.Type;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.ZetaSQLType.TypeKind;
import convergence.googlesql.ir.IrType;
import convergence.warehouse.Column;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Our column types and ZetaSQL's, one for one.
public final class Types {
  private Types() {}

  /// The type of a scalar.
  public static Type of(SqlType type) {
    var bound = type.bound();
    return bound == null
        ? TypeFactory.createSimpleType(kind(type))
        : TypeFactory.createRangeType(of(bound));
  }

  /// The type of a column, with its array and its fields.
  public static Type of(Column column) {
    Type type = column.type() == SqlType.STRUCT ? struct(column) : of(column.type());
    return column.repeated() ? TypeFactory.createArrayType(type) : type;
  }

  /// The type of any expression.
  public static Type of(IrType type) {
    return switch (type) {
      case IrType.Scalar(var scalar) -> of(scalar);
      case IrType.Array(var element) -> TypeFactory.createArrayType(of(element));
      case IrType.Struct struct -> {
        List<StructField> fields = new ArrayList<>();
        for (var field : struct.fields()) {
          fields.add(new StructField(field.name(), of(field.type())));
        }
        yield TypeFactory.createStructType(fields);
      }
    };
  }

  /// A type as GoogleSQL writes it.
  public static String written(IrType type) {
    return switch (type) {
      case IrType.Scalar(var scalar) -> scalar.toString();
      case IrType.Array(var element) -> "ARRAY<" + written(element) + ">";
      case IrType.Struct struct ->
          struct.fields().stream()
              .map(field -> (quoted(field.name()) + " " + written(field.type())).strip())
              .collect(Collectors.joining(", ", "STRUCT<", ">"));
    };
  }

  private static String quoted(String name) {
    return name.isEmpty() || name.matches("[a-zA-Z_]\\w*") ? name : "`" + name + "`";
  }

  /// A column of a result; what BigQuery cannot store in a column (an array of arrays, an enum) is refused.
  public static Column column(String name, Type type) {
    boolean repeated = type.isArray();
    Type element = repeated ? type.asArray().getElementType() : type;
    SqlType scalar = scalar(name, element);
    List<Column> fields = new ArrayList<>();
    if (element.isStruct()) {
      int unnamed = 0;
      for (var field : element.asStruct().getFieldList()) {
        // BigQuery names a field without a name so when it becomes a column.
        String fieldName = field.getName().isEmpty() ? "_field_" + ++unnamed : field.getName();
        fields.add(column(fieldName, field.getType()));
      }
    }
    return new Column(name, scalar, repeated, false, fields, "");
  }

  private static Type struct(Column column) {
    List<StructField> fields = new ArrayList<>();
    for (var field : column.fields()) fields.add(new StructField(field.name(), of(field)));
    return TypeFactory.createStructType(fields);
  }

  private static TypeKind kind(SqlType type) {
    return switch (type) {
      case STRING -> TypeKind.TYPE_STRING;
      case BYTES -> TypeKind.TYPE_BYTES;
      case INT64 -> TypeKind.TYPE_INT64;
      case FLOAT64 -> TypeKind.TYPE_DOUBLE;
      case NUMERIC -> TypeKind.TYPE_NUMERIC;
      case BIGNUMERIC -> TypeKind.TYPE_BIGNUMERIC;
      case BOOL -> TypeKind.TYPE_BOOL;
      case DATE -> TypeKind.TYPE_DATE;
      case DATETIME -> TypeKind.TYPE_DATETIME;
      case TIME -> TypeKind.TYPE_TIME;
      case TIMESTAMP -> TypeKind.TYPE_TIMESTAMP;
      case INTERVAL -> TypeKind.TYPE_INTERVAL;
      case JSON -> TypeKind.TYPE_JSON;
      case GEOGRAPHY -> TypeKind.TYPE_GEOGRAPHY;
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> TypeKind.TYPE_RANGE;
      case STRUCT -> throw new IllegalArgumentException("a STRUCT is told by its column");
    };
  }

  private static SqlType scalar(String name, Type type) {
    // Google's enum may grow: what is not known here is refused.
    return switch (type.getKind()) {
      case TYPE_STRING -> SqlType.STRING;
      case TYPE_BYTES -> SqlType.BYTES;
      case TYPE_INT64 -> SqlType.INT64;
      case TYPE_DOUBLE -> SqlType.FLOAT64;
      case TYPE_NUMERIC -> SqlType.NUMERIC;
      case TYPE_BIGNUMERIC -> SqlType.BIGNUMERIC;
      case TYPE_BOOL -> SqlType.BOOL;
      case TYPE_DATE -> SqlType.DATE;
      case TYPE_DATETIME -> SqlType.DATETIME;
      case TYPE_TIME -> SqlType.TIME;
      case TYPE_TIMESTAMP -> SqlType.TIMESTAMP;
      case TYPE_INTERVAL -> SqlType.INTERVAL;
      case TYPE_JSON -> SqlType.JSON;
      case TYPE_GEOGRAPHY -> SqlType.GEOGRAPHY;
      case TYPE_RANGE -> scalar(name, type.asRange().getElementType()).range();
      case TYPE_STRUCT -> SqlType.STRUCT;
      default ->
          throw new SqlFault(
              "unsupported",
              "column "
                  + name
                  + " has type "
                  + type.typeName(ProductMode.PRODUCT_EXTERNAL)
                  + ", which a table cannot hold",
              0,
              0);
    };
  }
}
