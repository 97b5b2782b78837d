package convergence.cloud;

import convergence.audit.Actor;
import convergence.audit.Asking;
import convergence.credential.CredentialShape;
import convergence.credential.CredentialVault;
import convergence.credential.Provider;
import convergence.directory.OnboardingOrder;
import convergence.directory.TenantDirectory;
import convergence.embedded.queue.InProcessBus;
import convergence.metadata.MetadataTables;
import convergence.port.Background;
import convergence.port.Warehouse;
import convergence.run.Acceptance;
import convergence.run.RunId;
import convergence.run.RunIntake;
import convergence.run.RunOrder;
import convergence.run.RunState;
import convergence.run.RunWaiter;
import convergence.run.Sweeper;
import convergence.run.TriggerType;
import convergence.schedule.Catchup;
import convergence.schedule.Cron;
import convergence.schedule.ScheduleBook;
import convergence.schedule.ScheduleDraft;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import convergence.warehouse.BoundSql;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// An embedded folder with one tenant: its key, a credential, a schedule, and a run that is started and finished in
/// different lives of the instance.
///
/// @param key the text of its API key
/// @param schedule its id
record Laptop(Path folder, Path configs, String key, String schedule) {
  static final String SECRET = "sk-of-the-laptop-0123456789";
  private static final TenantId ACME = new TenantId("acme");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static Laptop with(Path folder, Path configs) {
    try (var context = open(folder, configs)) {
      var enrolled =
          context
              .getBean(TenantDirectory.class)
              .enrol(new OnboardingOrder(ACME, "Acme", null, "OPEN"), Actor.SYSTEM);
      var _ = context.getBean(MetadataTables.class).ensureTenant("acme");
      context.getBean(MetadataTables.class).ensureCentral();
      var fitted = CredentialShape.fit(Provider.OPENAI, Map.of("api_key", SECRET));
      var _ =
          context
              .getBean(CredentialVault.class)
              .store(new Asking(ACME, Actor.SYSTEM, null), fitted);
      var draft =
          new ScheduleDraft(
              new TemplateKey("gcp", "example", "dryrun"),
              Cron.parse("0 3 * * *"),
              ZoneOffset.UTC,
              true,
              Catchup.LATEST,
              Map.of());
      var schedule = context.getBean(ScheduleBook.class).create(ACME, draft, Actor.SYSTEM);
      return new Laptop(folder, configs, enrolled.firstKey().reveal(), schedule.id());
    }
  }

  private static ApplicationContext open(Path folder, Path configs) {
    return ApplicationContext.builder()
        .properties(
            Map.of(
                "convergence.data-dir", folder.toString(),
                "convergence.configs-dir", configs.toString(),
                "convergence.duckdb.memory-limit", "1GB"))
        .start();
  }

  /// Accepts a run and is switched off before it begins.
  String startsAndStops(String template) {
    var parts = template.split("/");
    try (var context = open(folder, configs)) {
      var order =
          new RunOrder(
              ACME,
              new TemplateKey(parts[0], parts[1], parts[2]),
              Map.of(),
              TriggerType.API,
              null,
              null,
              "story",
              null,
              null,
              false);
      var answer = context.getBean(RunIntake.class).accept(order);
      if (answer instanceof Acceptance.Accepted(var run)) return run.id().toString();
      throw new AssertionError("not accepted: " + answer);
    }
  }

  /// @return rows of the query, each cell as text, once the run is COMPLETED
  List<List<String>> finishes(String run, String sql) throws InterruptedException {
    try (var context = open(folder, configs)) {
      context.getBean(Sweeper.class).takeOver();
      context.getBean(InProcessBus.class).start();
      context.getBeansOfType(Background.class).forEach(Background::start);
      var ended =
          context
              .getBean(RunWaiter.class)
              .await(RunId.parse(run).orElseThrow(), PATIENCE)
              .orElseThrow();
      if (!(ended.state() instanceof RunState.Completed))
        throw new AssertionError("the run is " + ended.state());
      var warehouse = context.getBean(Warehouse.class);
      warehouse.createView(
          TableRef.of("acme", "wide"),
          new TableSchema(List.of(), null, List.of(), "SELECT id, name FROM acme.kinds", Map.of()));
      return warehouse.query(BoundSql.of(sql), Map.of(), "acme", 9, PATIENCE).rows().stream()
          .map(row -> row.stream().map(String::valueOf).toList())
          .toList();
    }
  }
}
