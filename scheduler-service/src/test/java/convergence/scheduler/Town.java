package convergence.scheduler;

import convergence.audit.Actor;
import convergence.directory.OnboardingOrder;
import convergence.embedded.sqlite.SqliteStore;
import convergence.port.DocumentStore;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.MessageHandler;
import convergence.quota.Limits;
import convergence.quota.Plan;
import convergence.quota.Plans;
import convergence.run.Planner;
import convergence.schedule.Catchup;
import convergence.schedule.Cron;
import convergence.schedule.Schedule;
import convergence.schedule.ScheduleDraft;
import convergence.template.PipelinePlan;
import convergence.template.TemplateKey;
import convergence.tenant.KeyForm;
import convergence.tenant.Tenant;
import convergence.tenant.TenantId;
import convergence.tenant.TenantStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A store, a clock, and as many processes as a story wants.
final class Town implements AutoCloseable {
  static final TenantId ACME = new TenantId("acme");
  static final TemplateKey NAP = new TemplateKey("gcp", "test", "nap");

  /// As their books declare them.
  static final List<Index> INDEXES =
      List.of(
          new Index("runs", "by_tenant", List.of("tenant", "started")),
          new Index("runs", "open", List.of("open_tenant", "started")),
          new Index("runs", "ended_badly", List.of("tenant", "bad_end", "started")),
          new Index("runs", "running", List.of("running")),
          new Index("runs", "due", List.of("due")),
          new Index("scheduled_runs", "waiting", List.of("waiting")),
          new Index("scheduled_runs", "unstarted", List.of("unstarted_tenant", "noted")),
          new Index("scheduled_runs", "completed", List.of("completed")),
          new Index("schedules", "by_tenant", List.of("tenant", "created")),
          new Index("schedules", "due", List.of("due")),
          new Index("credentials", "all", List.of("tenant_id")),
          new Index("credentials", "waiting", List.of("waits")),
          new Index("tenants", "all", List.of("tenant_id")),
          new Index("api_keys", "by_tenant", List.of("tenant", "created")));

  final HandClock clock = new HandClock();
  final Path configs;
  final Plans plans =
      new Plans(
          Map.of(
              "OPEN", plan("OPEN", null, null),
              "ONE", plan("ONE", null, 1),
              "TWO", plan("TWO", null, 2),
              "SIX_A_DAY", plan("SIX_A_DAY", 6, 3)));
  final SqliteStore store;
  final House house;

  Town(Path folder) {
    configs = folder.resolve("configs");
    write("gcp/test/nap.yml", "steps:\n  - {step_id: nap, ps_type: shared.noop}\n");
    store = new SqliteStore(folder.resolve("state.db"), INDEXES);
    house = house(store, clock);
  }

  private void write(String file, String text) {
    try {
      var path = configs.resolve(file);
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  House house(DocumentStore view, InstantSource time, MessageHandler<?>... handlers) {
    return new House(this, view, time, List.of(handlers));
  }

  /// A process whose clock goes wrong.
  House skewed(Duration by) {
    return house(store, () -> clock.instant().plus(by));
  }

  TenantId tenant(String name, String plan) {
    var id = new TenantId(name);
    var _ = house.directory.enrol(new OnboardingOrder(id, name, null, plan), Actor.SYSTEM);
    return id;
  }

  Schedule schedule(TenantId tenant, String cron) {
    return schedule(tenant, cron, Catchup.LATEST);
  }

  Schedule schedule(TenantId tenant, String cron, Catchup catchup) {
    var draft = new ScheduleDraft(NAP, Cron.parse(cron), ZoneId.of("UTC"), true, catchup, Map.of());
    return house.book.create(tenant, draft, Actor.SYSTEM);
  }

  void moves(TenantId tenant, String plan) {
    moves(tenant, plan, TenantStatus.ACTIVE);
  }

  void moves(TenantId tenant, String plan, TenantStatus status) {
    var next = plans.find(plan).orElseThrow();
    var _ = house.desk.change(tenant, usage -> usage.under(next, status, null));
  }

  /// Rows of a table that the ledger handed over.
  List<Map<String, Object>> rows(String table) {
    var rows = new ArrayList<Map<String, Object>>();
    for (Fact.Numbered fact : store.facts(1_000_000))
      if (fact.fact().table().equals(table + "_rows")) rows.add(fact.fact().row());
    return rows;
  }

  /// A plan that does nothing, for any template.
  static Planner.Bound bind(
      Tenant tenant, TemplateKey template, Map<String, Object> parameters, LocalDate today) {
    var plan =
        new PipelinePlan(
            KeyForm.sha256(tenant.id() + template.toString()),
            template,
            tenant.id() + "-" + template.toString().replace('/', '-'),
            tenant.id(),
            tenant.dataset(),
            60,
            List.of(),
            Set.of(),
            Map.of());
    return new Planner.Bound(plan, Map.of(), parameters);
  }

  private static Plan plan(String name, @Nullable Integer daily, @Nullable Integer concurrent) {
    return new Plan(name, null, null, new Limits(daily, null, concurrent), null);
  }

  @Override
  public void close() {
    house.close();
    store.close();
  }
}
