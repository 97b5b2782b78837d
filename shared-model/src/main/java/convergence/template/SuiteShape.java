package convergence.template;

import static convergence.yaml.Shape.Field.optional;
import static convergence.yaml.Shape.Field.required;

import convergence.yaml.Shape;
import java.util.LinkedHashMap;
import java.util.List;

/// Every key that a data-quality suite may have.
final class SuiteShape {
  static final Shape SUITE = suite();

  private SuiteShape() {}

  private static Shape suite() {
    var name = optional("name", Shape.text(), "Shown in failed_expectations");
    var severity =
        optional(
            "severity", Shape.choice("error", "warning"), "A broken error is FAIL; default error");
    var column = required("column", RowsShape.COLUMN, "The column");
    var forms = new LinkedHashMap<String, Shape.Fields>();
    forms.put("not_null", new Shape.Fields(List.of(name, severity, column)));
    forms.put(
        "unique",
        new Shape.Fields(
            List.of(
                name,
                severity,
                required(
                    "columns", new Shape.ListOf(RowsShape.COLUMN, true, 1), "Together unique"))));
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
            optional("target_table", RowsShape.NAMED_TEXT, "The table to check").alias("table"),
            required(
                "expectations",
                new Shape.ListOf(new Shape.ByKey(type, forms, null, List.of()), false, 1),
                "What must hold")));
  }
}
