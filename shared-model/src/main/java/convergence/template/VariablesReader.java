package convergence.template;

import convergence.warehouse.SqlType;
import convergence.yaml.YamlNode.Entries;
import convergence.yaml.YamlNode.Entry;
import convergence.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the `parameters` and `variables` of a template into its maps.
final class VariablesReader {
  private final TemplateReader template;
  private final Map<String, ParameterSpec> parameters;
  private final Map<String, PipelineTemplate.Constant> variables;

  VariablesReader(
      TemplateReader template,
      Map<String, ParameterSpec> parameters,
      Map<String, PipelineTemplate.Constant> variables) {
    this.template = template;
    this.parameters = parameters;
    this.variables = variables;
  }

  void read(Entries root) {
    readParameters(root);
    readVariables(root);
  }

  private void readParameters(Entries root) {
    var declared = root.entries("parameters");
    if (declared == null) return;
    declared
        .entries()
        .forEach(
            (name, entry) -> {
              String pointer = "parameters." + name;
              if (!refuseBuiltIn(name, entry, pointer)) {
                var spec =
                    entry.value() instanceof Entries fields
                        ? parameter(name, fields, pointer)
                        : plain(name, (Scalar) entry.value(), pointer);
                if (spec != null) parameters.put(name, spec);
              }
            });
  }

  private ParameterSpec plain(String name, Scalar value, String pointer) {
    template.known(value, pointer, template.file(), parameters.keySet());
    var type = Values.typeOf(value.value());
    return new ParameterSpec(
        name,
        type,
        canonical(type, value, pointer),
        false,
        "",
        List.of(),
        null,
        null,
        ParameterSpec.MAX_LENGTH);
  }

  private @Nullable ParameterSpec parameter(String name, Entries fields, String pointer) {
    var fallback = fields.scalar("default");
    String typeName = fields.text("type");
    var type =
        typeName != null
            ? SqlType.valueOf(typeName)
            : Values.typeOf(fallback == null ? null : fallback.value());
    boolean required = fields.flag("required", false);
    if (required && fallback != null)
      template.error(
          fields.placeOf("required"),
          pointer + ".required",
          "a required parameter has no default; keep one of both");
    if (fallback != null)
      template.known(fallback, pointer + ".default", template.file(), parameters.keySet());
    var allowed = new ArrayList<String>();
    for (var item : fields.items("enum"))
      if (item instanceof Scalar scalar) {
        String text = canonical(type, scalar, pointer + ".enum");
        if (text != null) allowed.add(text);
      }
    var spec =
        new ParameterSpec(
            name,
            type,
            fallback == null ? null : canonical(type, fallback, pointer + ".default"),
            required,
            fields.text("description", ""),
            allowed,
            bound(fields, "min", type, pointer),
            bound(fields, "max", type, pointer),
            fields.whole("max_length", ParameterSpec.MAX_LENGTH));
    if (fallback != null && spec.fallback() != null && Holes.names(spec.fallback()).isEmpty()) {
      var broken = Parameters.violation(spec, spec.fallback());
      if (broken != null)
        template.error(fallback.place(), pointer + ".default", "default " + broken);
    }
    return spec;
  }

  private @Nullable String bound(Entries fields, String key, SqlType type, String pointer) {
    var scalar = fields.scalar(key);
    if (scalar == null) return null;
    boolean number = type == SqlType.INT64 || type == SqlType.NUMERIC || type == SqlType.FLOAT64;
    if (!number)
      template.error(
          scalar.place(), pointer + "." + key, key + " goes with INT64, NUMERIC or FLOAT64 only");
    return new BigDecimal(scalar.text()).toPlainString();
  }

  private void readVariables(Entries root) {
    var declared = root.entries("variables");
    if (declared == null) return;
    declared
        .entries()
        .forEach(
            (name, entry) -> {
              String pointer = "variables." + name;
              if (refuseBuiltIn(name, entry, pointer)) return;
              if (parameters.containsKey(name)) {
                template.error(
                    entry.key(),
                    pointer,
                    "'%s' is a parameter already; keep one of both".formatted(name));
                return;
              }
              var value = (Scalar) entry.value();
              var earlier = new LinkedHashSet<>(parameters.keySet());
              earlier.addAll(variables.keySet());
              template.known(value, pointer, template.file(), earlier);
              var type = Values.typeOf(value.value());
              variables.put(
                  name, new PipelineTemplate.Constant(type, canonical(type, value, pointer)));
            });
  }

  private boolean refuseBuiltIn(String name, Entry entry, String pointer) {
    if (!TemplateShape.BUILT_INS.contains(name)) return false;
    template.error(
        entry.key(),
        pointer,
        "'%s' is built in and cannot be set here; take another name".formatted(name));
    return true;
  }

  private @Nullable String canonical(SqlType type, Scalar value, String pointer) {
    try {
      boolean quoted = value.value() instanceof String;
      return Values.canonical(
          type,
          quoted || (type == SqlType.STRING && value.value() != null)
              ? value.text()
              : value.value());
    } catch (IllegalArgumentException wrong) {
      template.error(value.place(), pointer, "the value " + wrong.getMessage());
      return null;
    }
  }
}
