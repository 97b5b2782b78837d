package convergence.template;

import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Variable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The value of every variable of one binding.
final class Scope {
  /// @param text canonical; null is NULL
  /// @param identifier what it is where a name stands
  record Value(SqlType type, @Nullable String text, String identifier) {
    static Value of(SqlType type, @Nullable String text) {
      return new Value(type, text, text == null ? "" : text);
    }

    Variable variable() {
      return new Variable(new SqlValue(type, text), identifier);
    }
  }

  private final Map<String, Value> values = new HashMap<>();
  private final Set<String> given;
  private final Map<String, Object> shown;

  Scope(BindingRequest request) {
    var template = request.template();
    var parameters = Parameters.of(template, request.parameters(), request.date());
    given = parameters.given();
    var date = parameters.date();
    values.put("date", Value.of(SqlType.DATE, date.toString()));
    values.put("previous_date", Value.of(SqlType.DATE, date.minusDays(1).toString()));
    values.put("tenant_id", new Value(SqlType.STRING, request.tenant().value(), request.dataset()));
    put("tenant_dataset", request.dataset());
    put("provider", template.key().provider());
    put("domain", template.key().domain());
    put("template_name", template.key().template());
    put("pipeline_id", template.pipelineIdFor(request.tenant()));
    put("admin_email", request.adminEmail());
    for (var spec : template.parameters().values()) {
      String text = parameters.texts().get(spec.name());
      boolean holes = spec.type() == SqlType.STRING && !given.contains(spec.name());
      values.put(spec.name(), Value.of(spec.type(), holes && text != null ? fill(text) : text));
    }
    template
        .variables()
        .forEach(
            (name, constant) -> {
              String text = constant.text();
              boolean holes = constant.type() == SqlType.STRING;
              values.put(
                  name, Value.of(constant.type(), holes && text != null ? fill(text) : text));
            });
    var resolved = new HashMap<String, @Nullable String>();
    template.parameters().keySet().forEach(name -> resolved.put(name, get(name).text()));
    shown = parameters.shown(template, resolved);
  }

  private void put(String name, @Nullable String text) {
    values.put(name, Value.of(SqlType.STRING, text));
  }

  Value get(String name) {
    var value = values.get(name);
    if (value == null) throw new IllegalStateException("not checked at load: " + name);
    return value;
  }

  /// Values as text; NULL is empty.
  String fill(String text) {
    return Holes.fill(
        text,
        name -> {
          String value = get(name).text();
          return value == null ? "" : value;
        });
  }

  /// Names: `{tenant_id}` is the tenant's dataset.
  String fillNames(String text) {
    return Holes.fill(text, name -> get(name).identifier());
  }

  /// The variables of a text of SQL.
  Map<String, Variable> variables(String sql) {
    var used = new LinkedHashMap<String, Variable>();
    for (String name : Holes.names(sql)) used.put(name, get(name).variable());
    return used;
  }

  /// The first variable of a text that the request set; null: none, the text is the template's own doing.
  @Nullable String givenIn(String text) {
    for (String name : Holes.names(text)) if (given.contains(name)) return name;
    return null;
  }

  /// The parameters as the run shows them.
  Map<String, Object> shown() {
    return shown;
  }
}
