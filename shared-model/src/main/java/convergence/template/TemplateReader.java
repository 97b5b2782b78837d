package convergence.template;

import convergence.problem.FieldError;
import convergence.template.StepTemplate.SqlText;
import convergence.warehouse.SqlType;
import convergence.yaml.Passage;
import convergence.yaml.Place;
import convergence.yaml.ShapeReader;
import convergence.yaml.Suggestion;
import convergence.yaml.YamlFile;
import convergence.yaml.YamlNode.Entries;
import convergence.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one template: all its faults at once, each with its line, or the template.
final class TemplateReader {
  private static final List<String> ID_VARIABLES =
      List.of("tenant_id", "provider", "domain", "template_name", "pipeline_id");

  /// @param template null when there are errors
  record Result(@Nullable PipelineTemplate template, List<FieldError> errors, Set<String> suites) {}

  private final TemplateKey key;
  private final Function<String, Optional<String>> files;
  private final YamlFile file;
  private final List<FieldError> errors = new ArrayList<>();
  private final List<FieldError> warnings = new ArrayList<>();
  private final Map<String, ParameterSpec> parameters = new LinkedHashMap<>();
  private final Map<String, PipelineTemplate.Constant> variables = new LinkedHashMap<>();
  private final Set<String> suites = new LinkedHashSet<>();

  private TemplateReader(TemplateKey key, String source, Function<String, Optional<String>> files) {
    this.key = key;
    this.files = files;
    this.file = YamlFile.parse(source);
    errors.addAll(file.errors());
  }

  /// @param files the text of another file of the catalogue by its path below configs/, e.g. a suite's
  static Result read(TemplateKey key, String source, Function<String, Optional<String>> files) {
    var reader = new TemplateReader(key, source, files);
    var template = reader.read();
    return new Result(
        reader.errors.isEmpty() ? template : null, sorted(reader.errors), reader.suites);
  }

  private static List<FieldError> sorted(List<FieldError> errors) {
    return errors.stream()
        .distinct()
        .sorted(
            java.util.Comparator.comparingInt((FieldError error) -> orZero(error.line()))
                .thenComparingInt(error -> orZero(error.column())))
        .toList();
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private @Nullable PipelineTemplate read() {
    if (file.root() == null) return null;
    if (!(new ShapeReader(errors, warnings).read(TemplateShape.PIPELINE, file.root(), "")
        instanceof Entries root)) return null;
    if (!(file.root() instanceof Entries raw)) return null;
    var graph = new StepGraph(raw.items("steps"), errors, warnings);
    new VariablesReader(this, parameters, variables).read(root);
    checkId(root);
    checkSources(root);
    var description = root.scalar("description");
    if (description != null) known(description, "description", file, null);
    var steps = new ArrayList<StepTemplate>();
    var reader =
        new StepReader(this, graph, root.whole("retry_attempts", TemplateShape.DEFAULT_RETRIES));
    // Steps that did not pass are missing here; then there is an error, and only the rest's faults
    // count.
    for (var node : root.items("steps"))
      if (node instanceof Entries step) steps.add(reader.read(step, indexOf(raw, step)));
    if (!errors.isEmpty()) return null;
    var labels = new HashMap<String, String>();
    var labelEntries = root.entries("labels");
    if (labelEntries != null)
      for (var name : labelEntries.entries().keySet())
        labels.put(name, labelEntries.text(name, ""));
    return new PipelineTemplate(
        key,
        "",
        root.text("pipeline_id", PipelineTemplate.DEFAULT_ID),
        root.has("pipeline_id") ? root.placeOf("pipeline_id").line() : 1,
        root.text("description", ""),
        root.text("schedule"),
        root.whole("timeout_minutes", TemplateShape.DEFAULT_RUN_MINUTES),
        parameters,
        variables,
        Set.copyOf(root.texts("sources")),
        labels,
        steps,
        sorted(warnings));
  }

  /// Steps keep the index of their place in the file.
  private static int indexOf(Entries raw, Entries step) {
    var items = raw.items("steps");
    for (int i = 0; i < items.size(); i++) if (items.get(i).place().equals(step.place())) return i;
    return items.size();
  }

  private void checkId(Entries root) {
    var id = root.scalar("pipeline_id");
    if (id == null) return;
    for (String name : Holes.names(id.text()))
      if (!ID_VARIABLES.contains(name))
        error(
            file.find(id, "{" + name + "}"),
            "pipeline_id",
            "pipeline_id may hold only {%s}".formatted(String.join("}, {", ID_VARIABLES)));
  }

  private void checkSources(Entries root) {
    for (var node : root.items("sources"))
      if (node instanceof Scalar source) {
        String dataset = Boundary.datasetOf(source.text());
        if (Boundary.isReserved(dataset))
          error(
              source.place(),
              "sources",
              "dataset '%s' belongs to the system and is never a source".formatted(dataset));
      }
  }

  /// Reports variables of a text that nothing gives a value.
  ///
  /// @param where the file in which the text stands
  /// @param declared names beside the built-in ones; null: all that the template declares
  void known(Scalar text, String pointer, YamlFile where, @Nullable Collection<String> declared) {
    if (!(text.value() instanceof String)) return;
    for (String name : Holes.names(text.text())) {
      String fault = unknown(name, declared);
      if (fault != null) error(where.find(text, "{" + name + "}"), pointer, fault);
    }
  }

  @Nullable String unknown(String name, @Nullable Collection<String> declared) {
    var names = new LinkedHashSet<>(TemplateShape.BUILT_INS);
    if (declared == null) {
      names.addAll(parameters.keySet());
      names.addAll(variables.keySet());
    } else {
      names.addAll(declared);
    }
    if (names.contains(name)) return null;
    return "unknown variable {%s}%s; declare it under parameters or variables, or write {{%s}} for the text"
        .formatted(name, Suggestion.among(name, names), name);
  }

  /// The type of a variable; null: there is none.
  @Nullable SqlType typeOf(String variable) {
    if (variable.equals("date") || variable.equals("previous_date")) return SqlType.DATE;
    if (TemplateShape.BUILT_INS.contains(variable)) return SqlType.STRING;
    var parameter = parameters.get(variable);
    if (parameter != null) return parameter.type();
    var constant = variables.get(variable);
    return constant == null ? null : constant.type();
  }

  YamlFile file() {
    return file;
  }

  /// The text of a suite by its path below configs/; asking notes that the template depends on it.
  Optional<String> suite(String path) {
    suites.add(path);
    return files.apply(path);
  }

  void error(Place place, String pointer, String detail) {
    errors.add(FieldError.at(pointer, detail, place.line(), place.column()));
  }

  /// @param where the file in which it stands
  /// @param fileName null: the template's own
  static SqlText sqlText(Scalar scalar, YamlFile where, @Nullable String fileName) {
    return new SqlText(
        scalar.text(), fileName, scalar.place(), new Passage(where.source(), scalar));
  }
}
