package convergence.googlesql.resolve;

import com.google.zetasql.TypeParameters;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnAnnotations;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnDefinition;
import convergence.googlesql.Types;
import convergence.googlesql.ir.Ddl.ColumnDefinition;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A column's definition in CREATE or ALTER TABLE.
final class Definitions {
  private Definitions() {}

  static ColumnDefinition of(ResolvedColumnDefinition definition, Exprs exprs) {
    Refuse.any(definition.getGeneratedColumnInfo(), "a generated column");
    Refuse.when(definition.getIsHidden(), "a hidden column");
    var value = definition.getDefaultValue();
    // Resolved for what it refuses; its text is kept, and resolved again where it is needed.
    if (value != null) {
      var _ = exprs.expr(value.getExpression());
    }
    var annotations = definition.getAnnotations();
    return new ColumnDefinition(
        annotated(Types.column(definition.getName(), definition.getType()), annotations, exprs),
        annotations == null ? "" : parameters(annotations.getTypeParameters()),
        value == null ? null : value.getSql());
  }

  private static Column annotated(
      Column column, @Nullable ResolvedColumnAnnotations annotations, Exprs exprs) {
    if (annotations == null) return column;
    Refuse.any(annotations.getCollationName(), "COLLATE");
    Map<String, String> options = Options.of(annotations.getOptionList(), exprs);
    var below = annotations.getChildList();
    // An array's annotations hold its element's.
    if (column.repeated() && !below.isEmpty()) {
      Refuse.when(below.getFirst().getNotNull(), "an array of elements that are NOT NULL");
      below = below.getFirst().getChildList();
    }
    List<Column> fields = new ArrayList<>();
    for (int i = 0; i < column.fields().size(); i++) {
      var child = i < below.size() ? below.get(i) : null;
      if (child != null && !parameters(child.getTypeParameters()).isEmpty())
        throw Unsupported.of("a type with parameters within a STRUCT");
      fields.add(annotated(column.fields().get(i), child, exprs));
    }
    return new Column(
        column.name(),
        column.type(),
        column.repeated(),
        annotations.getNotNull(),
        fields,
        description(options));
  }

  static String description(Map<String, String> options) {
    String literal = options.getOrDefault("description", "NULL");
    if (!literal.startsWith("\"")) return "";
    return literal.substring(1, literal.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
  }

  /// `(10)`, `(10, 2)` or nothing.
  static String parameters(TypeParameters parameters) {
    if (parameters.isEmpty()) return "";
    if (parameters.isStringTypeParameters())
      return "(" + parameters.getStringTypeParameters().getMaxLength() + ")";
    if (parameters.isNumericTypeParameters()) {
      var numeric = parameters.getNumericTypeParameters();
      if (numeric.getIsMaxPrecision()) return "(MAX, " + numeric.getScale() + ")";
      return "(" + numeric.getPrecision() + ", " + numeric.getScale() + ")";
    }
    if (parameters.isStructOrArrayParameters()
        && parameters.getChildList().stream().allMatch(TypeParameters::isEmpty)) return "";
    throw Unsupported.of("a type with parameters within an ARRAY or STRUCT");
  }
}
