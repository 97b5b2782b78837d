package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints a plan for a reviewer: the order of steps first, then each step's tables, columns with their origins, SQL
/// and cost, then what guards the run.
final class PlanText {
  private static final int LONGEST_TYPE = 90;
  private final JsonNode plan;
  private final StringBuilder out;
  private final String ownDataset;

  PlanText(JsonNode plan, StringBuilder out) {
    this.plan = plan;
    this.out = out;
    this.ownDataset = plan.path("dataset").asText() + ".";
  }

  void print() {
    head();
    for (var step : plan.path("steps")) step(step);
    gates();
    foot();
  }

  private void head() {
    line(text(plan, "template") + " for " + text(plan, "tenant_id"));
    if (!text(plan, "description").isEmpty()) line("  " + text(plan, "description"));
    line("  pipeline   " + text(plan, "pipeline_id"));
    line("  file       " + text(plan, "file"));
    line("  dataset    " + text(plan, "dataset"));
    var set = new ArrayList<String>();
    for (var parameter : plan.path("parameters").properties())
      set.add(parameter.getKey() + " = " + parameter.getValue().asText());
    line("  parameters " + (set.isEmpty() ? "none" : String.join(", ", set)));
    line("  reads      " + list(plan.path("tables_read")));
    line("  writes     " + list(plan.path("tables_written")));
    line("");
    line("Order");
    int wave = 1;
    for (var steps : plan.path("waves")) line("  %2d  %s".formatted(wave++, list(steps)));
  }

  private void step(JsonNode step) {
    line("");
    line(
        "Step %s (%s)%s"
            .formatted(text(step, "step_id"), text(step, "ps_type"), when(text(step, "trigger"))));
    if (!text(step, "description").isEmpty()) line("  " + text(step, "description"));
    line(
        "  after %s; at most %d min an attempt, %d %s; on failure: %s"
            .formatted(
                step.path("depends_on").isEmpty() ? "nothing" : list(step.path("depends_on")),
                step.path("timeout_seconds").asLong() / 60,
                step.path("retry_attempts").asInt(),
                step.path("retry_attempts").asInt() == 1 ? "retry" : "retries",
                text(step, "on_failure")));
    for (var setting : step.path("settings").properties()) {
      boolean nobody = setting.getKey().equals("to") && setting.getValue().isEmpty();
      String value = nobody ? "nobody, so the step will be SKIPPED" : shown(setting.getValue());
      line("  " + setting.getKey() + ": " + value);
    }
    for (var table : step.path("reads")) reads(table.asText(), step.path("columns_read"));
    if (step.path("destination").isObject()) destination(step);
    cost(step);
    sql(step);
  }

  private void reads(String table, JsonNode columns) {
    var taken = columns.path(table);
    line("  reads " + table + (taken.isEmpty() ? "" : ": " + list(taken)));
  }

  private static String when(String trigger) {
    return switch (trigger) {
      case "on_failure" -> ", only when a step failed";
      case "always" -> ", always";
      default -> "";
    };
  }

  private void destination(JsonNode step) {
    var to = step.path("destination");
    var how = new StringBuilder(text(to, "write_mode"));
    if (!to.path("partition").isNull()) how.append(" of the day ").append(text(to, "partition"));
    if (!to.path("partition_field").isNull())
      how.append(", partitioned by ").append(text(to, "partition_field"));
    if (!to.path("merge_keys").isEmpty()) how.append(" by ").append(list(to.path("merge_keys")));
    if (to.path("recreate").asBoolean()) how.append(", the table is dropped first");
    how.append(to.path("exists").asBoolean() ? "" : "; the table will be made");
    line("  writes " + text(to, "table") + ": " + how);
    var columns = to.path("columns");
    if (columns.isEmpty()) {
      line("    columns as in the file");
      return;
    }
    boolean oneSource = step.path("reads").size() == 1;
    int width = 0;
    for (var column : columns) width = Math.max(width, text(column, "name").length());
    for (var column : columns) {
      String name = padded(text(column, "name"), width);
      String type = padded(shortType(column), 10);
      line(("    " + name + "  " + type + from(step, column, oneSource)).stripTrailing());
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String shortType(JsonNode column) {
    String type = type(column);
    return type.length() <= LONGEST_TYPE ? type : type.substring(0, LONGEST_TYPE - 1) + "…";
  }

  private static String type(JsonNode column) {
    var fields = new ArrayList<String>();
    for (var field : column.path("fields")) fields.add(text(field, "name") + " " + type(field));
    String type =
        fields.isEmpty() ? text(column, "type") : "STRUCT<" + String.join(", ", fields) + ">";
    return text(column, "mode").equals("REPEATED") ? "ARRAY<" + type + ">" : type;
  }

  private String from(JsonNode step, JsonNode column, boolean oneSource) {
    for (var lineage : step.path("lineage")) {
      if (!text(lineage, "column").equals(text(column, "name"))) continue;
      if (lineage.path("sources").isEmpty()) return "";
      String only = oneSource ? step.path("reads").path(0).asText() + "." : "";
      var sources = new ArrayList<String>();
      for (var source : lineage.path("sources")) {
        String name = source.asText();
        if (!only.isEmpty() && name.startsWith(only)) sources.add(name.substring(only.length()));
        else sources.add(name.startsWith(ownDataset) ? name.substring(ownDataset.length()) : name);
      }
      return "  <- " + String.join(", ", sources);
    }
    return "";
  }

  private void cost(JsonNode step) {
    if (!step.path("estimated_bytes").isNull())
      line("  estimate " + size(step.path("estimated_bytes")) + ", " + money(step));
    else if (!step.path("estimate_note").isNull())
      line("  estimate unknown: " + text(step, "estimate_note"));
  }

  private void sql(JsonNode step) {
    if (step.path("sql").isNull()) return;
    line("  SQL");
    text(step, "sql").stripTrailing().lines().forEach(sql -> line(("    " + sql).stripTrailing()));
    for (var parameter : step.path("sql_parameters"))
      line(
          "    -- @%s %s = %s, from {%s}"
              .formatted(
                  text(parameter, "name"),
                  text(parameter, "type"),
                  parameter.path("value").isNull() ? "NULL" : "'" + text(parameter, "value") + "'",
                  text(parameter, "variable")));
  }

  private void gates() {
    for (var gate : plan.path("quality_gates")) {
      line("");
      line(
          "Quality gate %s: %s by configs/%s.yml, %s"
              .formatted(
                  text(gate, "step_id"),
                  text(gate, "table"),
                  text(gate, "dq_config"),
                  gate.path("blocking").asBoolean()
                      ? "an ERROR fails the run"
                      : "reports and goes on"));
      for (var check : gate.path("checks")) {
        check(check);
      }
    }
  }

  private void check(JsonNode check) {
    // A check without a name of its own is called by its type and column.
    String type = text(check, "type");
    String name = text(check, "name");
    String named = name.startsWith(type) ? "" : name + ": ";
    line(
        "  %-7s %-15s %s%s"
            .formatted(text(check, "severity"), type, named, text(check, "expects")));
    if (check.path("sql").isNull()) return;
    for (String sql : text(check, "sql").stripTrailing().split("\\R", -1))
      line(("            " + sql).stripTrailing());
  }

  private void foot() {
    line("");
    line("Cost      " + cost());
    line("Secrets   " + (plan.path("secrets").isEmpty() ? "none" : list(plan.path("secrets"))));
    line("Quota     " + quota(plan.path("quota")));
    for (var warning : plan.path("warnings")) line("Warning   " + warning.asText());
    line("Plan hash " + text(plan, "plan_hash"));
  }

  private String cost() {
    boolean complete = plan.path("estimate_complete").asBoolean();
    if (plan.path("estimated_bytes").isNull()) return "unknown";
    if (complete && plan.path("tables_read").isEmpty()) return "no table is read";
    return "%s, %s at %s USD per TiB%s"
        .formatted(
            size(plan.path("estimated_bytes")),
            money(plan),
            text(plan, "usd_per_tib"),
            complete ? "" : ", and what is unknown above");
  }

  private static String quota(JsonNode quota) {
    String counts =
        "%s: %s today, %s this month"
            .formatted(
                text(quota, "plan"),
                of(quota.path("runs_today"), quota.path("daily_limit")),
                of(quota.path("runs_this_month"), quota.path("monthly_limit")));
    return quota.path("allowed").asBoolean()
        ? "may start (" + counts + ")"
        : "may not start: " + text(quota, "reason") + " (" + counts + ")";
  }

  private static String of(JsonNode used, JsonNode limit) {
    return used.asText() + (limit.isNull() ? " runs" : " of " + limit.asText());
  }

  private static String money(JsonNode of) {
    var price = of.path("estimated_price_usd").decimalValue();
    return price.round(new MathContext(3)).toPlainString() + " USD";
  }

  private static String size(JsonNode bytes) {
    double left = bytes.asDouble();
    var units = List.of("bytes", "KiB", "MiB", "GiB", "TiB");
    int unit = 0;
    while (left >= 1024 && unit < units.size() - 1) {
      left /= 1024;
      unit++;
    }
    return unit == 0
        ? BigDecimal.valueOf(bytes.asLong()) + " bytes"
        : String.format(Locale.ROOT, "%.1f %s", left, units.get(unit));
  }

  private static String shown(JsonNode value) {
    return value.isArray() ? (value.isEmpty() ? "none" : list(value)) : value.asText();
  }

  private static String list(JsonNode names) {
    var all = new ArrayList<String>();
    names.forEach(name -> all.add(name.asText()));
    return all.isEmpty() ? "nothing" : all.stream().collect(Collectors.joining(", "));
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asText();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
