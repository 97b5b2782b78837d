package convergence.template;

import static convergence.yaml.Shape.Field.optional;
import static convergence.yaml.Shape.Field.required;

import convergence.yaml.Shape;
import java.util.List;
import java.util.Map;

/// The keys that say where a step's rows come from and where they go.
final class RowsShape {
  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,299}";
  static final Shape COLUMN =
      Shape.text(IDENTIFIER, "a column name: a letter or _, then letters, digits, _");
  static final Shape NAMED_TEXT =
      Shape.text(
          "(?:[A-Za-z0-9_]|\\{[a-z][a-z0-9_]*\\}){1,1024}", "letters, digits, _ and {variables}");

  private RowsShape() {}

  static Shape source() {
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

  static Shape file() {
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
                new Shape.ListOf(new Shape.Named("column", () -> RowsShape.COLUMN_SPEC), false, 1),
                "Columns; default: inferred from the file")));
  }

  static Shape destination() {
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
                      new Shape.Named("column", () -> RowsShape.COLUMN_SPEC), false, 1),
                  "Of a STRUCT"),
              optional("description", Shape.text(), "For people")));
}
