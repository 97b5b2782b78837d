package convergence.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import convergence.port.Json;
import convergence.port.Warehouse;
import convergence.standalone.cases.PipelineCase;
import convergence.standalone.cases.PipelineCase.Expected;
import convergence.standalone.cases.RowsMatch;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs one case on an instance of its own, as its tenant would: over HTTP.
final class CaseRunner {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private final Instance instance;
  private final OperatorDesk desk;
  private final Path files;
  private final PipelineCase what;
  private final String tenant;
  private final List<String> faults = new ArrayList<>();
  private String dataset = "";

  CaseRunner(Instance instance, AdminKey key, Path files, PipelineCase what) {
    this.instance = instance;
    this.desk = new OperatorDesk(new Api(instance.port()), Map.of("X-Admin-Key", key.first()));
    this.files = files;
    this.what = what;
    this.tenant = Objects.requireNonNull(what.tenant());
  }

  /// @return what differs from what was expected
  List<String> run(String plan) throws IOException, InterruptedException {
    var in =
        desk.post(
            "/api/v1/tenants/onboard",
            Map.of(
                "tenant_id",
                tenant,
                "subscription_plan",
                plan,
                "admin_email",
                "admin@example.com"));
    dataset = in.path("tenant_dataset_id").asText();
    furnish();
    for (var before : Objects.requireNonNull(what.before())) {
      var answer = start(before.template(), Objects.requireNonNull(before.parameters()));
      if (answer.status() >= 300)
        return List.of("before: " + before.template() + " was refused: " + answer.detail());
      var run = end(answer);
      if (!run.path("status").asText().equals("COMPLETED"))
        return List.of("before: " + before.template() + " ended " + told(run));
    }
    var answer = start(what.template(), Objects.requireNonNull(what.parameters()));
    if (answer.status() >= 300) refused(answer);
    else ended(answer);
    return faults;
  }

  private void furnish() throws IOException {
    var own = Files.createDirectories(files.resolve(tenant));
    for (var file : Objects.requireNonNull(what.files()).entrySet())
      write(own.resolve(file.getKey()).normalize(), own, file.getValue());
    int number = 0;
    for (var table : Objects.requireNonNull(what.tables()).entrySet()) {
      var rows = own.resolve(".case-" + number++ + ".jsonl");
      Files.writeString(rows, lines(table.getValue().rows()));
      load(table.getKey(), table.getValue(), rows);
    }
  }

  private static void write(Path file, Path folder, JsonNode content) throws IOException {
    if (!file.startsWith(folder)) throw new Sorry("files stay in the tenant's folder: " + file);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    var rows = new ArrayList<JsonNode>();
    content.forEach(rows::add);
    Files.writeString(file, content.isArray() ? lines(rows) : content.asText());
  }

  private static String lines(List<JsonNode> rows) {
    var text = new StringBuilder();
    for (var row : rows) text.append(row).append('\n');
    return text.toString();
  }

  private void load(String name, PipelineCase.Given given, Path rows) {
    int dot = name.indexOf('.');
    var table =
        dot < 0
            ? TableRef.of(dataset, name)
            : TableRef.of(name.substring(0, dot), name.substring(dot + 1));
    var warehouse = instance.bean(Warehouse.class);
    warehouse.createDataset(table.dataset());
    var columns = given.schema() == null ? null : columns(given.schema());
    var format = new Job.FileFormat(Job.FileFormat.Kind.JSONL, ",", true, "");
    var target =
        new Destination(table, Destination.Mode.OVERWRITE, List.of(), null, null, false, Map.of());
    warehouse.run(
        new Job.Load(
            new JobId("case-" + table.dataset() + "-" + table.table()),
            rows.toString(),
            format,
            columns,
            target,
            PATIENCE));
  }

  private static List<Column> columns(Iterable<JsonNode> schema) {
    var columns = new ArrayList<Column>();
    for (var column : schema) {
      var mode = column.path("mode").asText("nullable").toLowerCase(Locale.ROOT);
      columns.add(
          new Column(
              column.path("name").asText(),
              SqlType.valueOf(column.path("type").asText().toUpperCase(Locale.ROOT)),
              mode.equals("repeated"),
              mode.equals("required"),
              columns(column.path("fields")),
              ""));
    }
    return columns;
  }

  private Api.Answer start(String template, Map<String, JsonNode> parameters)
      throws IOException, InterruptedException {
    return desk.api()
        .post("/api/v1/pipelines/run/" + tenant + "/" + template, parameters, desk.headers());
  }

  private JsonNode end(Api.Answer accepted) throws IOException, InterruptedException {
    var id = accepted.body().path("pipeline_logging_id").asText();
    while (true) {
      var run = desk.get("/api/v1/pipelines/runs/" + id + "?wait=30");
      switch (run.path("status").asText()) {
        case "PENDING", "QUEUED", "RUNNING" -> {}
        default -> {
          return run;
        }
      }
    }
  }

  private void refused(Api.Answer answer) {
    var wanted = what.expect().refusal();
    var code = answer.body().path("code").asText();
    if (wanted == null) {
      faults.add("the run was refused (" + code + "): " + answer.detail());
      return;
    }
    if (!wanted.code().equals(code))
      faults.add("refused with " + code + ", expected " + wanted.code() + ": " + answer.detail());
    if (wanted.contains() != null && !answer.detail().contains(wanted.contains()))
      faults.add("the refusal does not say \"" + wanted.contains() + "\": " + answer.detail());
  }

  private void ended(Api.Answer accepted) throws IOException, InterruptedException {
    var expected = what.expect();
    var run = end(accepted);
    if (expected.refusal() != null) {
      faults.add(
          "expected the refusal " + expected.refusal().code() + ", but the run ended " + told(run));
      return;
    }
    if (!run.path("status").asText().equals(expected.status()))
      faults.add("the run ended " + told(run) + ", expected " + expected.status());
    same("error_code", expected.errorCode(), run.path("error_code").asText(""));
    var message = run.path("error_message").asText("");
    if (expected.errorContains() != null && !message.contains(expected.errorContains()))
      faults.add("error_message does not say \"" + expected.errorContains() + "\": " + message);
    steps(expected, run);
    rows(expected);
  }

  private void same(String what, @Nullable String wanted, String found) {
    if (wanted != null && !wanted.equals(found))
      faults.add(what + " is " + (found.isEmpty() ? "absent" : found) + ", expected " + wanted);
  }

  private void steps(Expected expected, JsonNode run) {
    Objects.requireNonNull(expected.steps())
        .forEach(
            (id, status) -> {
              String found = "";
              for (var step : run.path("steps"))
                if (step.path("step_name").asText().equals(id))
                  found = step.path("status").asText();
              same("step " + id, status, found);
            });
  }

  private void rows(Expected expected) {
    Objects.requireNonNull(expected.tables())
        .forEach(
            (name, wanted) -> {
              var found = ask(name, "SELECT * FROM `" + dataset + "`.`" + name + "`");
              if (found == null) return;
              if (wanted.count() != null && wanted.count() != found.size())
                faults.add(name + " has " + found.size() + " rows, expected " + wanted.count());
              if (wanted.rows() != null)
                faults.addAll(
                    RowsMatch.differences(
                        name, wanted.rows(), found, Boolean.TRUE.equals(wanted.ordered())));
            });
    for (var asked : Objects.requireNonNull(expected.queries())) {
      var found = ask(asked.sql(), asked.sql());
      if (found != null)
        faults.addAll(
            RowsMatch.differences(
                asked.sql(),
                asked.rows() == null ? List.of() : asked.rows(),
                found,
                Boolean.TRUE.equals(asked.ordered())));
    }
  }

  /// Unqualified names are the tenant's.
  private @Nullable List<JsonNode> ask(String where, String sql) {
    try {
      var answer = JsonRows.of(instance.bean(SqlDesk.class).query(sql, tenant));
      var rows = new ArrayList<JsonNode>();
      for (var values : answer.rows()) {
        ObjectNode row = Json.mapper().createObjectNode();
        for (int i = 0; i < values.size(); i++) row.set(answer.names().get(i), values.get(i));
        rows.add(row);
      }
      return rows;
    } catch (convergence.problem.RefusedException e) {
      faults.add(where + ": " + Refusals.sentence(e.refusal()));
      return null;
    }
  }

  private static String told(JsonNode run) {
    var why = run.path("error_message").asText("");
    return run.path("status").asText() + (why.isEmpty() ? "" : " (" + why + ")");
  }
}
