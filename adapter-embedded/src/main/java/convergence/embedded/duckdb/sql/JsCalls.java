package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Unsupported;
import convergence.port.Json;
import convergence.warehouse.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A call of a JavaScript function: arguments and result travel as JSON in which every scalar is a text, and both
/// sides know its type.
final class JsCalls {
  private JsCalls() {}

  /// What the engine needs to know of a function.
  record Definition(List<String> names, List<Shape> types, Shape returns, String body) {}

  /// @param scalar null: a struct of `fields`, or an array of `element`
  record Shape(
      @org.jspecify.annotations.Nullable SqlType scalar,
      @org.jspecify.annotations.Nullable Shape element,
      Map<String, Shape> fields) {
    static Shape of(IrType type) {
      return switch (type) {
        case IrType.Scalar(var scalar) -> new Shape(known(scalar), null, Map.of());
        case IrType.Array(var element) -> new Shape(null, of(element), Map.of());
        case IrType.Struct struct -> {
          Map<String, Shape> fields = new LinkedHashMap<>();
          for (var field : struct.fields()) fields.put(field.name(), of(field.type()));
          if (fields.size() < struct.fields().size() || fields.containsKey(""))
            throw Unsupported.of("a STRUCT without names in a JavaScript function");
          yield new Shape(null, null, fields);
        }
      };
    }

    private static SqlType known(SqlType type) {
      return switch (type) {
        case STRING, INT64, FLOAT64, BOOL, NUMERIC, BIGNUMERIC -> type;
        case BYTES,
            DATE,
            DATETIME,
            TIME,
            TIMESTAMP,
            INTERVAL,
            JSON,
            GEOGRAPHY,
            RANGE_DATE,
            RANGE_DATETIME,
            RANGE_TIMESTAMP,
            STRUCT ->
            throw Unsupported.of("type " + type + " in a JavaScript function");
      };
    }
  }

  static Definition definition(Routine.JsFunction function) {
    List<Shape> types = new ArrayList<>();
    for (var argument : function.arguments()) {
      if (argument.type() == null) throw Unsupported.of("ANY TYPE in a JavaScript function");
      types.add(Shape.of(argument.type()));
    }
    return new Definition(
        function.arguments().stream().map(Routine.Argument::name).toList(),
        types,
        Shape.of(function.returns()),
        function.body());
  }

  static String write(Routine.JsFunction function, List<String> arguments) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      IrType type = java.util.Objects.requireNonNull(function.arguments().get(i).type());
      values.add("v" + i + " := " + encoded(type, arguments.get(i), 0));
    }
    String packed =
        values.isEmpty()
            ? "'{}'"
            : "CAST(to_json(struct_pack(" + String.join(", ", values) + ")) AS VARCHAR)";
    String definition = SqlTexts.string(Json.write(definition(function)));
    return decoded(function.returns(), "gs_js(" + definition + ", " + packed + ")");
  }

  private static String encoded(IrType type, String text, int depth) {
    return switch (type) {
      case IrType.Scalar(var scalar) ->
          switch (scalar) {
            case FLOAT64 -> "gs_float_text(" + text + ")";
            default -> "CAST(" + text + " AS VARCHAR)";
          };
      case IrType.Array(var element) -> {
        String one = "j$" + depth;
        yield "list_transform("
            + text
            + ", lambda "
            + one
            + ": "
            + encoded(element, one, depth + 1)
            + ")";
      }
      case IrType.Struct struct -> {
        List<String> fields = new ArrayList<>();
        for (var field : struct.fields()) {
          String value = "struct_extract(" + text + ", " + DuckTypes.literal(field.name()) + ")";
          fields.add(DuckTypes.quote(field.name()) + " := " + encoded(field.type(), value, depth));
        }
        yield "CASE WHEN "
            + text
            + " IS NOT NULL THEN struct_pack("
            + String.join(", ", fields)
            + ") END";
      }
    };
  }

  private static String decoded(IrType type, String text) {
    if (type instanceof IrType.Scalar) return "CAST(" + text + " AS " + SqlTexts.type(type) + ")";
    return "CAST(from_json(CAST("
        + text
        + " AS JSON), "
        + DuckTypes.literal(structure(type))
        + ") AS "
        + SqlTexts.type(type)
        + ")";
  }

  private static String structure(IrType type) {
    return switch (type) {
      case IrType.Scalar _ -> "\"VARCHAR\"";
      case IrType.Array(var element) -> "[" + structure(element) + "]";
      case IrType.Struct struct -> {
        List<String> fields = new ArrayList<>();
        for (var field : struct.fields())
          fields.add(Json.write(field.name()) + ":" + structure(field.type()));
        yield "{" + String.join(",", fields) + "}";
      }
    };
  }
}
