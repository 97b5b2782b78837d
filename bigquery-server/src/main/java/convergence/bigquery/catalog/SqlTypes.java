package convergence.bigquery.catalog;

import com.google.api.services.bigquery.model.StandardSqlDataType;
import com.google.api.services.bigquery.model.StandardSqlField;
import com.google.api.services.bigquery.model.StandardSqlStructType;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.sql.Literals;
import convergence.googlesql.ir.IrType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The types of routines' arguments and results: as REST writes them, as SQL does.
final class SqlTypes {
  private SqlTypes() {}

  static StandardSqlDataType shown(IrType type) {
    return switch (type) {
      case IrType.Scalar(var scalar) -> new StandardSqlDataType().setTypeKind(scalar.name());
      case IrType.Array(var element) ->
          new StandardSqlDataType().setTypeKind("ARRAY").setArrayElementType(shown(element));
      case IrType.Struct struct ->
          new StandardSqlDataType()
              .setTypeKind("STRUCT")
              .setStructType(
                  new StandardSqlStructType()
                      .setFields(struct.fields().stream().map(SqlTypes::shown).toList()));
    };
  }

  private static StandardSqlField shown(IrType.Field field) {
    return new StandardSqlField()
        .setName(field.name().isEmpty() ? null : field.name())
        .setType(shown(field.type()));
  }

  /// @throws ApiException it is no type of this warehouse
  static String text(@Nullable StandardSqlDataType type) {
    if (type == null || type.getTypeKind() == null) throw ApiException.required("typeKind");
    return switch (type.getTypeKind()) {
      case "ARRAY" -> "ARRAY<" + text(type.getArrayElementType()) + ">";
      case "STRUCT" ->
          fields(type.getStructType()).stream()
              .map(SqlTypes::text)
              .collect(Collectors.joining(", ", "STRUCT<", ">"));
      default -> scalar(type.getTypeKind());
    };
  }

  private static List<StandardSqlField> fields(@Nullable StandardSqlStructType struct) {
    if (struct == null || struct.getFields() == null) throw ApiException.required("structType");
    return struct.getFields();
  }

  private static String text(StandardSqlField field) {
    String type = text(field.getType());
    return field.getName() == null ? type : Literals.name(field.getName()) + " " + type;
  }

  private static String scalar(String kind) {
    boolean known =
        Arrays.stream(convergence.warehouse.SqlType.values())
            .anyMatch(type -> type.name().equals(kind));
    if (!known) throw Unserved.ROUTINE_TYPE.refusal(kind);
    return kind;
  }
}
