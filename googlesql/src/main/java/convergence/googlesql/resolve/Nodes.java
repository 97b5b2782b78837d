package convergence.googlesql.resolve;

import com.google.zetasql.Type;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.resolvedast.ResolvedColumn;
import com.google.zetasql.resolvedast.ResolvedNode;
import convergence.googlesql.ir.IrColumn;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.List;

/// Names, columns and types of ZetaSQL's nodes.
final class Nodes {
  private Nodes() {}

  /// `ResolvedSampleScan` → `SampleScan`.
  static String name(ResolvedNode node) {
    return node.getClass().getSimpleName().replaceFirst("^Resolved", "");
  }

  static IrColumn column(ResolvedColumn column) {
    return new IrColumn(column.getId(), type(column.getType()));
  }

  /// Each column once: a scan may offer the same one under two names.
  static List<IrColumn> columns(List<ResolvedColumn> columns) {
    return columns.stream().map(Nodes::column).distinct().toList();
  }

  /// Each column in its place.
  static List<IrColumn> positions(List<ResolvedColumn> columns) {
    return columns.stream().map(Nodes::column).toList();
  }

  static IrType type(Type type) {
    if (type.isArray()) return new IrType.Array(type(type.asArray().getElementType()));
    if (type.isStruct()) {
      List<IrType.Field> fields = new ArrayList<>();
      for (var field : type.asStruct().getFieldList()) {
        fields.add(new IrType.Field(field.getName(), type(field.getType())));
      }
      return new IrType.Struct(fields);
    }
    if (type.isRange()) {
      var bound = ((IrType.Scalar) type(type.asRange().getElementType())).type();
      return IrType.of(bound.range());
    }
    // Google's enum may grow: what is not known here is refused.
    return IrType.of(
        switch (type.getKind()) {
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
          default -> throw Unsupported.of("type " + type.typeName(ProductMode.PRODUCT_EXTERNAL));
        });
  }
}
