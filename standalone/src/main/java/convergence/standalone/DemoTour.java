package convergence.standalone;

import convergence.standalone.demo.BillingExport;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;

/// The steps of the demo, over HTTP, whatever foundation answers.
///
/// @param sql answers the report's query
record DemoTour(Api api, String adminKey, Place place, Sql sql) {
  static final String TENANT = "demo_corp";
  private static final YearMonth MONTH = YearMonth.of(2026, 1);
  private static final long SEED = 20260101;

  /// @param folder keeps the tenant's key
  /// @param files where tenants' files lie
  record Place(Path folder, Path files) {}

  /// Whatever answers GoogleSQL.
  interface Sql {
    JsonRows query(String sql) throws IOException, InterruptedException;
  }

  boolean run() throws IOException, InterruptedException {
    var export = generate();
    var key = Map.of("X-API-Key", onboard());
    System.out.println(
        "3. Loading the export into " + TENANT + ".gcp_billing_export_resource_v1 …");
    expect(start("gcp/cost/load_billing_export", Map.of(), key), key);
    System.out.println("4. Running gcp/cost/billing_cost for each usage day:");
    String last = "";
    for (LocalDate day : export.days()) {
      last = start("gcp/cost/billing_cost", Map.of("date", day.toString()), key);
      var run = expect(last, key);
      System.out.printf(
          "   %s  %s in %d ms%n",
          day, run.body().path("status").asText(), run.body().path("duration_ms").asLong());
    }
    System.out.println("   the steps of the last run:");
    var shown = api.get("/api/v1/pipelines/runs/" + last, key).body();
    for (var step : shown.path("steps")) System.out.println("     " + RunCommand.line(step));
    return report(export);
  }

  private BillingExport.Month generate() throws IOException {
    var target = Files.createDirectories(place.files().resolve(TENANT)).resolve(BillingExport.FILE);
    System.out.println("1. Making a month of GCP billing export (" + MONTH + ") …");
    var month = BillingExport.write(target, MONTH, SEED);
    System.out.printf("   %,d rows in %s%n", month.rows(), target);
    return month;
  }

  private String onboard() throws IOException, InterruptedException {
    System.out.println("2. Onboarding the tenant " + TENANT + " on the plan SCALE …");
    var file = place.folder().resolve("demo.key");
    var body =
        Map.of(
            "tenant_id", TENANT, "company_name", "Demo Corporation", "subscription_plan", "SCALE");
    var answer = api.post("/api/v1/tenants/onboard", body, Map.of("X-Admin-Key", adminKey));
    if (answer.status() == 409 && Files.exists(file)) {
      System.out.println("   it is here already");
      return Files.readString(file).strip();
    }
    if (answer.status() != 201) throw new Sorry("Onboarding failed: " + answer.detail());
    System.out.println("   its dry run: " + answer.body().path("dryrun_status").asText());
    var key = answer.body().path("api_key").asText();
    InstanceFile.writePrivate(file, key);
    return key;
  }

  private String start(String template, Map<String, Object> parameters, Map<String, String> key)
      throws IOException, InterruptedException {
    var path = "/api/v1/pipelines/run/" + TENANT + "/" + template;
    var answer = api.post(path, parameters, key);
    while (answer.status() == 429 && answer.body().path("code").asText().equals("rate_limited")) {
      // The per-minute limit of the run routes, if one was configured that low: wait it out.
      Thread.sleep(1000);
      answer = api.post(path, parameters, key);
    }
    if (answer.status() >= 300) throw new Sorry(template + ": " + answer.detail());
    return answer.body().path("pipeline_logging_id").asText();
  }

  private Api.Answer expect(String id, Map<String, String> key)
      throws IOException, InterruptedException {
    while (true) {
      var run = api.get("/api/v1/pipelines/runs/" + id + "?wait=30", key);
      switch (run.body().path("status").asText()) {
        case "PENDING", "RUNNING", "QUEUED" -> System.out.println("   … still running");
        case "COMPLETED" -> {
          return run;
        }
        case String ended -> {
          var told = new StringBuilder("run " + id + " " + ended + ": ");
          told.append(run.body().path("error_message").asText());
          for (var step : run.body().path("steps"))
            told.append("\n     ").append(RunCommand.line(step));
          throw new Sorry(told.toString());
        }
      }
    }
  }

  private boolean report(BillingExport.Month export) throws IOException, InterruptedException {
    var rows =
        sql.query(
            "SELECT service, CAST(SUM(net_cost) AS NUMERIC) AS net_cost FROM `%s`.`billing_cost_daily` GROUP BY service ORDER BY net_cost DESC"
                .formatted(TENANT));
    System.out.println("\nNet cost by service, " + MONTH + ":");
    var total = BigDecimal.ZERO;
    for (var row : rows.rows()) {
      var amount = new BigDecimal(row.get(1).asText());
      total = total.add(amount);
      System.out.printf("  %-36s %16s%n", row.get(0).asText(), cents(amount));
    }
    System.out.printf("  %-36s %16s%n", "total", cents(total));
    boolean agrees = cents(total).compareTo(cents(export.netCost())) == 0;
    System.out.println(
        agrees
            ? "The total equals the sum of the generated files, to the cent."
            : "The total differs from the generated files, which hold "
                + cents(export.netCost())
                + ".");
    return agrees;
  }

  /// What somebody whose demo ran in this folder tries next.
  static void suggest() {
    System.out.println(
        """

        Try next:
          ./convergence sql 'SELECT project, SUM(net_cost) AS net FROM %1$s.billing_cost_daily GROUP BY project ORDER BY net DESC LIMIT 5'
          ./convergence sql 'SELECT pipeline_id, status, duration_ms FROM %1$s.x_meta_pipeline_runs ORDER BY start_time DESC LIMIT 5'
          edit configs/gcp/cost/billing_cost.yml, then: ./convergence up, and in another terminal
          ./convergence run gcp/cost/billing_cost --set date=%2$s --follow"""
            .formatted(TENANT, MONTH.atDay(15)));
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }
}
