package convergence.template;

import convergence.credential.Provider;
import convergence.template.StepTemplate.Body;
import convergence.template.StepTemplate.Source;
import convergence.warehouse.Job;
import convergence.yaml.Place;
import convergence.yaml.YamlNode.Entries;
import convergence.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the steps of one template; what a single shape cannot say is checked here.
final class StepReader {
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>,;:\"]+@[^@\\s<>,;:\"]+");
  private final TemplateReader template;
  private final StepGraph graph;
  private final int retries;
  private final TargetReader targets;

  /// @param retries the pipeline's retry_attempts
  StepReader(TemplateReader template, StepGraph graph, int retries) {
    this.template = template;
    this.graph = graph;
    this.retries = retries;
    this.targets = new TargetReader(template);
  }

  StepTemplate read(Entries step, int index) {
    String at = "steps[" + index + "]";
    String id = step.text("step_id", "");
    var places = new HashMap<String, Place>();
    places.put("", step.place());
    collect(step, "", places);
    return new StepTemplate(
        id,
        index,
        step.text("description", ""),
        graph.dependsOn(id),
        PlannedStep.Trigger.valueOf(step.text("trigger", "on_success").toUpperCase(Locale.ROOT)),
        PlannedStep.OnFailure.valueOf(step.text("on_failure", "stop").toUpperCase(Locale.ROOT)),
        step.whole("timeout_minutes", TemplateShape.DEFAULT_STEP_MINUTES),
        step.whole("retry_attempts", retries),
        step.has("credential") ? Provider.parse(step.text("credential", "")).orElse(null) : null,
        body(step, at),
        places);
  }

  private static void collect(Entries entries, String prefix, Map<String, Place> places) {
    entries
        .entries()
        .forEach(
            (key, entry) -> {
              places.put(prefix + key, entry.key());
              if (entry.value() instanceof Entries below)
                collect(below, prefix + key + ".", places);
            });
  }

  private Body body(Entries step, String at) {
    return switch (step.text("ps_type", "")) {
      case "shared.noop" -> new StepTemplate.Noop(step.whole("sleep_ms", 0));
      case "gcp.bigquery_to_bigquery" -> transform(step, at);
      case "shared.file_to_table" -> load(step, at);
      case "gcp.data_quality" -> quality(step, at);
      case "shared.email_notification" -> email(step, at);
      default -> new StepTemplate.Onboarding(step.texts("tables"));
    };
  }

  private Body transform(Entries step, String at) {
    var fields = step.entries("source");
    Source source = null;
    boolean namesDate = false;
    if (fields != null) {
      source = source(fields, at + ".source");
      namesDate = Holes.names(fields.text("query", "")).contains("date");
    } else if (template.file().root() instanceof Entries root && !oldDialect(root, step)) {
      template.error(step.place(), at + ".source", "source is missing: a query, or a table");
    }
    return new StepTemplate.Transform(source, targets.read(step, at, namesDate));
  }

  /// Seed examples of the old dialect leave the source out; they load and are refused when they are bound.
  private static boolean oldDialect(Entries root, Entries step) {
    for (var raw : root.items("steps"))
      if (raw instanceof Entries entries && raw.place().equals(step.place()))
        return entries.has("output") && !entries.has("ps_type");
    return false;
  }

  private @Nullable Source source(Entries fields, String at) {
    var query = fields.scalar("query");
    var table = fields.scalar("table");
    if (query == null && table == null) {
      if (!fields.has("query") && !fields.has("table"))
        template.error(fields.place(), at, "needs a query, or a table");
      return null;
    }
    if (query != null && !query.text().isBlank()) {
      // Seed 000 lists table and query side by side; a query says by itself what it reads.
      template.known(query, at + ".query", template.file(), null);
      return new StepTemplate.QuerySource(TemplateReader.sqlText(query, template.file(), null));
    }
    if (table == null) {
      template.error(fields.placeOf("query"), at + ".query", "query is empty");
      return null;
    }
    template.known(table, at + ".table", template.file(), null);
    var dataset = fields.scalar("dataset");
    if (dataset != null) template.known(dataset, at + ".dataset", template.file(), null);
    String project = fields.text("project_id");
    if (project != null && dataset == null)
      template.error(
          fields.placeOf("project_id"), at + ".project_id", "project_id needs a dataset");
    return new StepTemplate.TableSource(project, fields.text("dataset"), table.text());
  }

  private Body load(Entries step, String at) {
    var source = step.entries("source");
    var target =
        targets.read(
            step, at, source != null && Holes.names(source.text("path", "")).contains("date"));
    if (source == null)
      return new StepTemplate.FileLoad(
          "", new Job.FileFormat(Job.FileFormat.Kind.CSV, ",", true, ""), null, target);
    String path = source.text("path", "");
    var scalar = source.scalar("path");
    if (scalar != null) {
      template.known(scalar, at + ".source.path", template.file(), null);
      String fault = FilePaths.fault(Holes.fill(path, _ -> "x"));
      if (fault != null) template.error(scalar.place(), at + ".source.path", "path " + fault);
    }
    var kind = kind(source, path, at);
    if (kind != Job.FileFormat.Kind.CSV)
      for (String key : List.of("delimiter", "header", "null_marker"))
        if (source.has(key))
          template.error(source.placeOf(key), at + ".source." + key, key + " goes with csv only");
    var format =
        new Job.FileFormat(
            kind,
            source.text("delimiter", ","),
            source.flag("header", true),
            source.text("null_marker", ""));
    var columns =
        source.has("schema")
            ? new ColumnsReader(template).read(source.items("schema"), at + ".source.schema")
            : null;
    return new StepTemplate.FileLoad(path, format, columns, target);
  }

  private Job.FileFormat.Kind kind(Entries source, String path, String at) {
    String word = source.text("format");
    if (word != null) return Job.FileFormat.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) name = name.substring(0, name.length() - 3);
    if (name.endsWith(".csv")) return Job.FileFormat.Kind.CSV;
    if (name.endsWith(".parquet")) return Job.FileFormat.Kind.PARQUET;
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json"))
      return Job.FileFormat.Kind.JSONL;
    if (source.has("path"))
      template.error(
          source.placeOf("path"),
          at + ".source.format",
          "format is missing, and the path's extension does not tell it: csv, jsonl or parquet");
    return Job.FileFormat.Kind.CSV;
  }

  private Body quality(Entries step, String at) {
    var config = step.scalar("dq_config");
    var table = step.scalar("target_table");
    if (table != null) template.known(table, at + ".target_table", template.file(), null);
    var suite = config == null ? null : suite(config, at + ".dq_config");
    if (suite != null && suite.table() == null && !step.has("target_table"))
      template.error(
          step.place(),
          at + ".target_table",
          "neither the step nor its suite names a target_table");
    return new StepTemplate.Quality(
        step.text("target_table"),
        suite == null ? new StepTemplate.Suite("", null, List.of()) : suite,
        step.flag("fail_on_error", true));
  }

  private StepTemplate.@Nullable Suite suite(Scalar config, String pointer) {
    String path = config.text();
    String fault = FilePaths.fault(path);
    if (fault != null) {
      template.error(config.place(), pointer, "dq_config " + fault);
      return null;
    }
    if (!path.endsWith(".yml")) path += ".yml";
    var source = template.suite(path);
    if (source.isEmpty()) {
      template.error(
          config.place(),
          pointer,
          "there is no file configs/%s; the path is relative to configs/".formatted(path));
      return null;
    }
    String fileName = "configs/" + path;
    var result =
        SuiteReader.read(
            path.substring(0, path.length() - ".yml".length()), fileName, source.get());
    for (var error : result.errors())
      template.error(
          config.place(), pointer, "%s:%d: %s".formatted(fileName, error.line(), error.detail()));
    for (var text : result.texts())
      for (String name : Holes.names(text.text())) {
        String unknown = template.unknown(name, null);
        if (unknown != null)
          template.error(
              config.place(),
              pointer,
              "%s:%d: %s"
                  .formatted(fileName, result.file().find(text, "{" + name + "}").line(), unknown));
      }
    return result.suite();
  }

  private Body email(Entries step, String at) {
    for (var node : step.items("to_emails"))
      if (node instanceof Scalar address) {
        template.known(address, at + ".to_emails", template.file(), null);
        if (Holes.names(address.text()).isEmpty() && !isAddress(address.text()))
          template.error(
              address.place(),
              at + ".to_emails",
              "to_emails must hold addresses like name@example.com");
      }
    for (String key : List.of("subject", "body")) {
      var text = step.scalar(key);
      if (text != null) template.known(text, at + "." + key, template.file(), null);
    }
    boolean failure = step.text("trigger", "").equals("on_failure");
    return new StepTemplate.Email(
        step.texts("to_emails"),
        step.text("subject", "Pipeline {pipeline_id}" + (failure ? " failed" : "")),
        step.text(
            "body",
            failure
                ? "Pipeline {pipeline_id} of {tenant_id} failed; its run tells the step and the reason."
                : "Pipeline {pipeline_id} of {tenant_id} has news; its run tells the steps."));
  }

  static boolean isAddress(String text) {
    return text.length() <= 254 && ADDRESS.matcher(text).matches();
  }
}
