package convergence.template;

import static convergence.yaml.Shape.Field.optional;
import static convergence.yaml.Shape.Field.required;

import convergence.credential.Provider;
import convergence.yaml.Shape;
import convergence.yaml.Shape.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Every key that a template or a data-quality suite may have: the one table that the loader checks against
/// and that the editor's JSON Schema is made from.
final class TemplateShape {
  static final int DEFAULT_RUN_MINUTES = 30;
  static final int DEFAULT_STEP_MINUTES = 10;
  static final int DEFAULT_RETRIES = 3;

  /// Words that the system gives a value; no template may.
  static final List<String> BUILT_INS =
      List.of(
          "date",
          "previous_date",
          "tenant_id",
          "tenant_dataset",
          "provider",
          "domain",
          "template_name",
          "pipeline_id",
          "admin_email");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private TemplateShape() {}

  static final Shape PIPELINE =
      new Shape.Fields(
          List.of(
              optional(
                      "pipeline_id",
                      Shape.text(
                          "(?:[A-Za-z0-9_-]|\\{[a-z][a-z0-9_]*\\}){1,256}",
                          "letters, digits, _, - and {variables}"),
                      "Default: {tenant_id}-{provider}-{domain}-{template_name}")
                  .alias("pipeline_name"),
              optional("description", Shape.text(), "What this pipeline does, for people"),
              optional(
                  "schedule",
                  Shape.text("\\S+(\\s+\\S+){4}", "a cron expression of five fields"),
                  "Default cron of a schedule that is created without one"),
              optional(
                  "timeout_minutes",
                  new Shape.Whole(1, 1440),
                  "Of the whole run; default " + DEFAULT_RUN_MINUTES),
              optional(
                  "retry_attempts",
                  new Shape.Whole(0, 10),
                  "Of each step after its first attempt, for transient faults; default "
                      + DEFAULT_RETRIES),
              optional(
                  "parameters",
                  new Shape.MapOf(
                      NAME,
                      "a parameter name: a-z, then a-z, 0-9, _",
                      new Shape.Either(new Shape.AnyScalar(), parameter())),
                  "What a request may set: a default value, or a mapping with type, default, …"),
              optional(
                  "variables",
                  new Shape.MapOf(
                      NAME, "a variable name: a-z, then a-z, 0-9, _", new Shape.AnyScalar()),
                  "Fixed values; a request cannot set them"),
              optional(
                  "sources",
                  new Shape.ListOf(
                      Shape.text(
                          "(?:[a-z0-9][a-z0-9.:-]{4,61}\\.)?[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*\\*?",
                          "[project.]dataset.table without variables; a * may end it"),
                      true,
                      0),
                  "Tables outside of the tenant's dataset that steps may read"),
              optional(
                  "labels",
                  new Shape.MapOf(
                      Pattern.compile("[a-z][a-z0-9_-]{0,62}"),
                      "a label: a-z, then a-z, 0-9, _, -",
                      Shape.text("[a-z0-9_-]{0,63}", "at most 63 of a-z, 0-9, _, -")),
                  "Labels of the pipeline"),
              required("steps", new Shape.ListOf(step(), false, 1), "What it does, in order")));

  private static Shape parameter() {
    return new Shape.Fields(
        List.of(
            optional("type", typeWords(), "Default: the type of `default`, else STRING"),
            optional("default", new Shape.AnyScalar(), "Taken when the request does not set it"),
            optional("required", new Shape.Flag(), "The request must set it; default false"),
            optional("description", Shape.text(), "Shown in the catalogue"),
            optional("enum", new Shape.ListOf(new Shape.AnyScalar(), false, 1), "Allowed values"),
            optional("min", new Shape.Decimal(), "Least value of a number"),
            optional("max", new Shape.Decimal(), "Greatest value of a number"),
            optional(
                "max_length",
                new Shape.Whole(0, 65_536),
                "Of a STRING in characters; default 65536")));
  }

  private static Shape providers() {
    var aliases = new LinkedHashMap<String, String>();
    var words = Arrays.stream(Provider.values()).map(Provider::name).toList();
    words.forEach(word -> aliases.put(word.toLowerCase(java.util.Locale.ROOT), word));
    aliases.put("ANTHROPIC", Provider.CLAUDE.name());
    aliases.put("anthropic", Provider.CLAUDE.name());
    return new Shape.Choice(words, aliases, false);
  }

  private static Shape typeWords() {
    var aliases = new LinkedHashMap<String, String>();
    var words = List.of("STRING", "INT64", "FLOAT64", "NUMERIC", "BOOL", "DATE", "TIMESTAMP");
    words.forEach(word -> aliases.put(word.toLowerCase(java.util.Locale.ROOT), word));
    aliases.put("integer", "INT64");
    aliases.put("number", "NUMERIC");
    aliases.put("boolean", "BOOL");
    return new Shape.Choice(words, aliases, false);
  }

  private static Shape step() {
    var forms = new LinkedHashMap<String, Shape.Fields>();
    forms.put(
        "shared.noop",
        form(optional("sleep_ms", new Shape.Whole(0, 60_000), "How long it waits; default 0")));
    forms.put(
        "gcp.bigquery_to_bigquery",
        form(
            optional("source", RowsShape.source(), "A query, or a table"),
            required("destination", RowsShape.destination(), "Where the rows go").alias("output")));
    forms.put(
        "shared.file_to_table",
        form(
            required("source", RowsShape.file(), "A file in the tenant's folder"),
            required("destination", RowsShape.destination(), "Where the rows go").alias("output")));
    forms.put(
        "gcp.data_quality",
        form(
            required(
                "dq_config",
                Shape.text("[A-Za-z0-9_./-]{1,300}", "a path below configs/"),
                "The suite, relative to configs/"),
            optional(
                    "target_table",
                    RowsShape.NAMED_TEXT,
                    "The table to check; default: the suite's own")
                .alias("table"),
            optional("fail_on_error", new Shape.Flag(), "FAIL fails the step; default true")));
    forms.put(
        "shared.email_notification",
        form(
            required("to_emails", new Shape.ListOf(Shape.text(), true, 1), "Recipients"),
            optional("subject", Shape.text(), "Default: names the pipeline and what happened"),
            optional("body", Shape.text(), "Default: the run and its steps").alias("message")));
    forms.put(
        "customer.onboarding",
        form(
            optional(
                "tables",
                new Shape.ListOf(RowsShape.COLUMN, false, 0),
                "Tables and views that the tenant's dataset must have; default: all of them")));
    var key =
        required(
            "ps_type",
            new Shape.Choice(
                List.copyOf(forms.keySet()),
                Map.of(
                    "gcp.bq_etl", "gcp.bigquery_to_bigquery",
                    "notify_systems.email_notification", "shared.email_notification"),
                true),
            "What the step does");
    return new Shape.ByKey(key, forms, "gcp.bigquery_to_bigquery", List.of("output"));
  }

  private static Shape.Fields form(Field... own) {
    var fields = new ArrayList<Field>();
    fields.add(
        required(
                "step_id",
                Shape.text(
                    "[A-Za-z0-9][A-Za-z0-9_-]{0,127}",
                    "letters, digits, _ and -, beginning with a letter or digit"),
                "Unique in the file")
            .alias("name"));
    fields.add(optional("description", Shape.text(), "For people"));
    fields.add(
        optional(
            "depends_on",
            new Shape.ListOf(Shape.text(), true, 0),
            "Steps that come first. Absent: the step listed before; []: none"));
    fields.add(
        optional(
            "trigger",
            Shape.choice("on_success", "on_failure", "always"),
            "When it runs; default on_success"));
    fields.add(
        optional(
            "on_failure",
            Shape.choice("stop", "alert", "continue"),
            "What its failure means for the run; default stop"));
    fields.add(
        optional(
            "timeout_minutes",
            new Shape.Whole(1, 120),
            "Of one attempt; default " + DEFAULT_STEP_MINUTES));
    fields.add(optional("retry_attempts", new Shape.Whole(0, 10), "Default: the pipeline's"));
    fields.add(
        optional(
            "credential",
            providers(),
            "Provider whose credential of the tenant is opened for this step, and for no other"));
    fields.addAll(Arrays.asList(own));
    return new Shape.Fields(fields);
  }
}
