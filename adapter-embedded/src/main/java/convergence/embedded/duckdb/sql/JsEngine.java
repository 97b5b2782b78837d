package convergence.embedded.duckdb.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.googlesql.ir.Routine;
import convergence.googlesql.ir.Unsupported;
import convergence.port.Json;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;

/// Runs JavaScript functions by Rhino, which sees no Java, no file and no network. A call may take so many steps;
/// BigQuery's V8 knows more of the language, and what Rhino does not parse is refused when the function is made.
public final class JsEngine {
  private static final int STEPS_BETWEEN_LOOKS = 100_000;
  private static final int LOOKS = 2_000;
  private static final int FUNCTIONS_KEPT = 50;

  private JsEngine() {}

  /// A function that is ready to be called in its own world of globals.
  private record Ready(JsCalls.Definition definition, Scriptable scope, Function function) {}

  private static final class Budget extends Context {
    private int looks;

    Budget(ContextFactory factory) {
      super(factory);
    }
  }

  private static final class Limits extends ContextFactory {
    @Override
    protected Context makeContext() {
      var context = new Budget(this);
      context.setInterpretedMode(true);
      context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
      context.setInstructionObserverThreshold(STEPS_BETWEEN_LOOKS);
      context.setMaximumInterpreterStackDepth(1_000);
      context.setClassShutter(_ -> false);
      return context;
    }

    @Override
    protected void observeInstructionCount(Context context, int steps) {
      if (++((Budget) context).looks > LOOKS)
        throw new QueryError("UDF out of time: a JavaScript function takes too many steps");
    }
  }

  private static final ContextFactory FACTORY = new Limits();

  /// One thread's functions: Rhino's objects are not shared.
  private static final ThreadLocal<Map<String, Ready>> READY =
      ThreadLocal.withInitial(
          () ->
              new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Ready> eldest) {
                  return size() > FUNCTIONS_KEPT;
                }
              });

  /// @throws convergence.warehouse.SqlFault `unsupported` for types and syntax that are not available
  public static void check(Routine.JsFunction function) {
    var definition = JsCalls.definition(function);
    try {
      var _ = FACTORY.call(context -> compiled(context, definition));
    } catch (RhinoException e) {
      throw Unsupported.of("JavaScript that does not compile here (" + e.details() + ")");
    }
  }

  private static Ready compiled(Context context, JsCalls.Definition definition) {
    var scope = context.initSafeStandardObjects();
    String source =
        "function(" + String.join(", ", definition.names()) + ") {\n" + definition.body() + "\n}";
    return new Ready(definition, scope, context.compileFunction(scope, source, "UDF$1", 0, null));
  }

  /// @param definition JSON of [JsCalls.Definition]
  /// @param arguments JSON object of `v0`, `v1` …
  /// @return canonical text, JSON for arrays and structs; null for NULL
  static @Nullable String call(String definition, String arguments) {
    var ready = READY.get().get(definition);
    try {
      return FACTORY.call(
          context -> {
            var function = ready == null ? fresh(context, definition) : ready;
            return call(context, function, read(arguments));
          });
    } catch (RhinoException e) {
      throw new QueryError(e.details() + " at UDF$1");
    }
  }

  private static Ready fresh(Context context, String definition) {
    var made = compiled(context, Json.read(definition, JsCalls.Definition.class));
    READY.get().put(definition, made);
    return made;
  }

  private static JsonNode read(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("arguments that are no JSON", e);
    }
  }

  private static @Nullable String call(Context context, Ready ready, JsonNode arguments) {
    var types = ready.definition().types();
    var values = new @Nullable Object[types.size()];
    for (int i = 0; i < values.length; i++)
      values[i] = in(context, ready.scope(), types.get(i), arguments.get("v" + i));
    Object result = ready.function().call(context, ready.scope(), ready.scope(), values);
    var returns = ready.definition().returns();
    var node = out(returns, result);
    if (node.isNull()) return null;
    return returns.scalar() == null ? node.toString() : node.asText();
  }

  // Into JavaScript

  private static @Nullable Object in(
      Context context, Scriptable scope, JsCalls.Shape shape, @Nullable JsonNode value) {
    if (value == null || value.isNull()) return null;
    var element = shape.element();
    if (element != null) {
      var items = new @Nullable Object[value.size()];
      for (int i = 0; i < items.length; i++) items[i] = in(context, scope, element, value.get(i));
      return context.newArray(scope, items);
    }
    if (shape.scalar() == null) {
      var object = context.newObject(scope);
      shape
          .fields()
          .forEach(
              (name, field) ->
                  ScriptableObject.putProperty(
                      object, name, in(context, scope, field, value.get(name))));
      return object;
    }
    String text = value.asText();
    return switch (shape.scalar()) {
      case BOOL -> Boolean.valueOf(text);
      case FLOAT64 -> number(text);
      case NUMERIC, BIGNUMERIC -> decimal(text);
      // JavaScript's numbers do not hold all of INT64: BigQuery hands it over as text.
      default -> text;
    };
  }

  private static Object number(String text) {
    return switch (text) {
      case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
      case "nan", "NaN" -> Double.NaN;
      default -> Double.valueOf(text);
    };
  }

  /// A number where it is a whole one that a double holds, else its text.
  private static Object decimal(String text) {
    var exact = new BigDecimal(text).stripTrailingZeros();
    boolean whole = exact.scale() <= 0;
    boolean holds = exact.abs().compareTo(BigDecimal.valueOf(1L << 53)) <= 0;
    return whole && holds ? (Object) exact.doubleValue() : exact.toPlainString();
  }

  // Out of JavaScript

  private static JsonNode out(JsCalls.Shape shape, @Nullable Object value) {
    var nodes = Json.mapper().getNodeFactory();
    if (value == null || Undefined.isUndefined(value)) return nodes.nullNode();
    var element = shape.element();
    if (element != null) {
      if (!(value instanceof NativeArray array)) throw notA(value, "ARRAY");
      ArrayNode items = nodes.arrayNode();
      for (Object item : array.toArray()) items.add(out(element, item));
      return items;
    }
    if (shape.scalar() == null) {
      if (!(value instanceof Scriptable object)) throw notA(value, "STRUCT");
      ObjectNode fields = nodes.objectNode();
      shape
          .fields()
          .forEach(
              (name, field) -> {
                Object given = ScriptableObject.getProperty(object, name);
                fields.set(name, out(field, given == Scriptable.NOT_FOUND ? null : given));
              });
      return fields;
    }
    return nodes.textNode(
        switch (shape.scalar()) {
          case INT64 -> whole(value);
          case FLOAT64 -> floating(value);
          case BOOL -> {
            if (value instanceof Boolean truth) yield truth.toString();
            throw notA(value, "BOOL");
          }
          case NUMERIC, BIGNUMERIC -> exact(value, shape.scalar().name());
          default -> {
            if (value instanceof Scriptable) throw notA(value, "STRING");
            yield Context.toString(value);
          }
        });
  }

  private static String whole(Object value) {
    try {
      if (value instanceof CharSequence text)
        return Long.toString(Long.parseLong(text.toString().strip()));
      if (value instanceof Number number)
        return new BigDecimal(number.toString()).setScale(0).toBigIntegerExact().toString();
    } catch (ArithmeticException | NumberFormatException _) {
      // Told below.
    }
    throw notA(value, "INT64");
  }

  private static String floating(Object value) {
    try {
      if (value instanceof Number number) return Double.toString(number.doubleValue());
      if (value instanceof CharSequence text)
        return Double.toString(Double.parseDouble(text.toString()));
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw notA(value, "FLOAT64");
  }

  private static String exact(Object value, String type) {
    try {
      if (value instanceof Number || value instanceof CharSequence)
        return new BigDecimal(value.toString()).toPlainString();
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw notA(value, type);
  }

  private static QueryError notA(Object value, String type) {
    return new QueryError(
        "Failed to coerce output value " + Context.toString(value) + " to type " + type);
  }
}
