package convergence.template;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.warehouse.SqlType;
import convergence.yaml.Suggestion;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a request sets, checked: the date, and a canonical text for each declared parameter.
///
/// @param texts by name; a null is NULL; defaults are in it and may still hold variables
/// @param given names that the request set: in their texts a brace is a brace
record Parameters(
    LocalDate date, Map<String, @Nullable String> texts, java.util.Set<String> given) {

  /// @param body the request's JSON object
  /// @param otherwise the date when the body has none
  static Parameters of(PipelineTemplate template, Map<String, ?> body, LocalDate otherwise) {
    var errors = new ArrayList<FieldError>();
    var texts = new LinkedHashMap<String, @Nullable String>();
    var date = otherwise;
    for (var entry : body.entrySet()) {
      String name = entry.getKey();
      var spec = template.parameters().get(name);
      if (name.equals("date")) date = date(entry.getValue(), otherwise, errors);
      else if (spec == null) errors.add(FieldError.of(pointer(name), unknown(template, name)));
      else set(spec, entry.getValue(), texts, errors);
    }
    var given = java.util.Set.copyOf(texts.keySet());
    for (var spec : template.parameters().values())
      if (!body.containsKey(spec.name())) {
        if (spec.required())
          errors.add(
              FieldError.of(
                  pointer(spec.name()),
                  "%s is missing; this template needs it".formatted(spec.name())));
        texts.put(spec.name(), spec.fallback());
      }
    if (!errors.isEmpty())
      throw new RefusedException(new Refusal.BadRequest(errors.getFirst().detail(), errors));
    return new Parameters(date, texts, given);
  }

  private static LocalDate date(
      @Nullable Object value, LocalDate otherwise, List<FieldError> errors) {
    try {
      if (value == null) throw new IllegalArgumentException("must be a date written yyyy-mm-dd");
      return Values.date(value);
    } catch (IllegalArgumentException wrong) {
      errors.add(FieldError.of("/date", "date " + wrong.getMessage()));
      return otherwise;
    }
  }

  private static void set(
      ParameterSpec spec,
      @Nullable Object value,
      Map<String, @Nullable String> texts,
      List<FieldError> errors) {
    try {
      String text = Values.canonical(spec.type(), value);
      String broken =
          text == null ? (spec.required() ? "must not be null" : null) : violation(spec, text);
      if (broken != null) throw new IllegalArgumentException(broken);
      texts.put(spec.name(), text);
    } catch (IllegalArgumentException wrong) {
      errors.add(FieldError.of(pointer(spec.name()), spec.name() + " " + wrong.getMessage()));
    }
  }

  /// What a canonical text breaks of its specification, as the end of a sentence; null: nothing.
  static @Nullable String violation(ParameterSpec spec, String text) {
    if (spec.type() == SqlType.STRING && text.length() > spec.maxLength())
      return "is longer than " + spec.maxLength() + " characters";
    if (!spec.allowed().isEmpty() && !spec.allowed().contains(text))
      return "must be one of " + String.join(", ", spec.allowed());
    if (spec.min() != null && new BigDecimal(text).compareTo(new BigDecimal(spec.min())) < 0)
      return "must be at least " + spec.min();
    if (spec.max() != null && new BigDecimal(text).compareTo(new BigDecimal(spec.max())) > 0)
      return "must be at most " + spec.max();
    return null;
  }

  private static String unknown(PipelineTemplate template, String name) {
    if (TemplateShape.BUILT_INS.contains(name) || template.variables().containsKey(name))
      return "%s is fixed and cannot be set by a request".formatted(name);
    var names = new ArrayList<>(template.parameters().keySet());
    names.add("date");
    return "%s is not a parameter of this template%s; it has %s"
        .formatted(shown(name), Suggestion.among(name, names), String.join(", ", names));
  }

  private static String shown(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 80 ? clean.substring(0, 80) + "…" : clean;
  }

  /// RFC 6901.
  private static String pointer(String name) {
    return "/" + shown(name).replace("~", "~0").replace("/", "~1");
  }

  /// As the run shows them.
  ///
  /// @param resolved texts with their variables filled
  Map<String, Object> shown(PipelineTemplate template, Map<String, @Nullable String> resolved) {
    var shown = new TreeMap<String, Object>();
    shown.put("date", date.toString());
    for (var spec : template.parameters().values()) {
      var value = Values.shown(spec.type(), resolved.get(spec.name()));
      if (value != null) shown.put(spec.name(), value);
    }
    return java.util.Collections.unmodifiableMap(shown);
  }
}
