package convergence.template;

import static convergence.yaml.Shape.Field.optional;
import static convergence.yaml.Shape.Field.required;

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

  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,299}";
  private static final Shape COLUMN =
      Shape.text(IDENTIFIER, "a column name: a letter or _, then letters, digits, _");
  private static final Shape NAMED_TEXT =
      Shape.text(
          "(?:[A-Za-z0-9_]|\\{[a-z][a-z0-9_]*\\}){1,1024}", "letters, digits, _ and {variables}");
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
            optional("source", source(), "A query, or a table"),
            required("destination", destination(), "Where the rows go").alias("output")));
    forms.put(
        "shared.file_to_table",
        form(
            required("source", file(), "A file in the tenant's folder"),
            required("destination", destination(), "Where the rows go").alias("output")));
    forms.put(
        "gcp.data_quality",
        form(
            required(
                "dq_config",
                Shape.text("[A-Za-z0-9_./-]{1,300}", "a path below configs/"),
                "The suite, relative to configs/"),
            optional("target_table", NAMED_TEXT, "The table to check; default: the suite's own")
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
                new Shape.ListOf(COLUMN, false, 0),
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
    fields.addAll(Arrays.asList(own));
    return new Shape.Fields(fields);
  }

  private static Shape source() {
    return new Shape.Fields(
        List.of(
            optional(
                "project_id",
                Shape.text("[a-z0-9][a-z0-9.:-]{4,61}", "a project id"),
                "Of a table elsewhere, which must stand in `sources`"),
            optional("dataset", NAMED_TEXT, "Default: the tenant's"),
            optional("table", NAMED_TEXT, "All rows of this table"),
            optional("query", Shape.text(), "One SELECT statement in GoogleSQL")));
  }

  private static Shape file() {
    return new Shape.Fields(
        List.of(
            required("path", Shape.text(), "Relative to the tenant's folder under FILES_BASE"),
            optional(
                "format", Shape.choice("csv", "jsonl", "parquet"), "Default: by the extension"),
            optional("delimiter", Shape.text("(?s).", "one character"), "Of CSV; default ,"),
            optional("header", new Shape.Flag(), "CSV has a header line; default true"),
            optional("null_marker", Shape.text(), "CSV text that means NULL; default: empty"),
            optional(
                "schema",
                new Shape.ListOf(
                    new Shape.Named("column", () -> TemplateShape.COLUMN_SPEC), false, 1),
                "Columns; default: inferred from the file")));
  }

  private static Shape destination() {
    return new Shape.Fields(
        List.of(
            optional(
                "dataset_type",
                Shape.text("[a-z0-9_-]{1,63}", "a label: a-z, 0-9, _, -"),
                "A label on the table"),
            optional(
                "dataset",
                Shape.choice("{tenant_dataset}", "{tenant_id}"),
                "Always the tenant's dataset; may be left out"),
            required("table", NAMED_TEXT, "A table of the tenant's dataset"),
            optional(
                "write_mode", Shape.choice("overwrite", "append", "merge"), "Default overwrite"),
            optional("recreate", new Shape.Flag(), "With overwrite: drop the table first"),
            optional(
                "merge_keys",
                new Shape.ListOf(COLUMN, true, 1),
                "With merge: what identifies a row"),
            optional(
                "partition_field",
                COLUMN,
                "DATE or TIMESTAMP column that partitions the table by day"),
            optional(
                "partition",
                Shape.text("all|\\{[a-z][a-z0-9_]*\\}", "`all`, or one variable of type DATE"),
                "The day that overwrite replaces; default: {date} where the source names it, else all")));
  }

  private static final Shape COLUMN_SPEC =
      new Shape.Fields(
          List.of(
              required("name", COLUMN, "Column name"),
              required(
                  "type",
                  new Shape.Choice(
                      List.of(
                          "STRING",
                          "BYTES",
                          "INT64",
                          "FLOAT64",
                          "NUMERIC",
                          "BIGNUMERIC",
                          "BOOL",
                          "DATE",
                          "DATETIME",
                          "TIME",
                          "TIMESTAMP",
                          "JSON",
                          "STRUCT"),
                      Map.of(
                          "INTEGER", "INT64", "FLOAT", "FLOAT64", "BOOLEAN", "BOOL", "RECORD",
                          "STRUCT"),
                      false),
                  "GoogleSQL type"),
              optional(
                  "mode", Shape.choice("nullable", "required", "repeated"), "Default nullable"),
              optional(
                  "fields",
                  new Shape.ListOf(
                      new Shape.Named("column", () -> TemplateShape.COLUMN_SPEC), false, 1),
                  "Of a STRUCT"),
              optional("description", Shape.text(), "For people")));

  static final Shape SUITE = suite();

  private static Shape suite() {
    var name = optional("name", Shape.text(), "Shown in failed_expectations");
    var severity =
        optional(
            "severity", Shape.choice("error", "warning"), "A broken error is FAIL; default error");
    var column = required("column", COLUMN, "The column");
    var forms = new LinkedHashMap<String, Shape.Fields>();
    forms.put("not_null", new Shape.Fields(List.of(name, severity, column)));
    forms.put(
        "unique",
        new Shape.Fields(
            List.of(
                name,
                severity,
                required("columns", new Shape.ListOf(COLUMN, true, 1), "Together unique"))));
    forms.put(
        "accepted_values",
        new Shape.Fields(
            List.of(
                name,
                severity,
                column,
                required("values", new Shape.ListOf(Shape.text(), false, 1), "Allowed texts"))));
    forms.put(
        "range",
        new Shape.Fields(
            List.of(
                name,
                severity,
                column,
                optional("min", new Shape.Decimal(), "Least value"),
                optional("max", new Shape.Decimal(), "Greatest value"))));
    forms.put(
        "row_count",
        new Shape.Fields(
            List.of(
                name,
                severity,
                optional("min", new Shape.Whole(0, Integer.MAX_VALUE), "Least number of rows"),
                optional(
                    "max", new Shape.Whole(0, Integer.MAX_VALUE), "Greatest number of rows"))));
    forms.put(
        "freshness",
        new Shape.Fields(
            List.of(
                name,
                severity,
                column,
                required(
                    "max_age_hours", new Shape.Whole(1, 876_000), "Age of the newest value"))));
    forms.put(
        "custom_sql",
        new Shape.Fields(
            List.of(
                name,
                severity,
                required("query", Shape.text(), "Returns the rows that break the rule"))));
    var type =
        required("type", Shape.choice(forms.keySet().toArray(String[]::new)), "What is expected");
    return new Shape.Fields(
        List.of(
            optional("description", Shape.text(), "For people"),
            optional("target_table", NAMED_TEXT, "The table to check").alias("table"),
            required(
                "expectations",
                new Shape.ListOf(new Shape.ByKey(type, forms, null, List.of()), false, 1),
                "What must hold")));
  }
}
