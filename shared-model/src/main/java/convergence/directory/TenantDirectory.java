package convergence.directory;

import convergence.audit.Actor;
import convergence.audit.AuditBook;
import convergence.audit.Change;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query;
import convergence.port.Readings;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.Plan;
import convergence.quota.Plans;
import convergence.quota.QuotaDesk;
import convergence.quota.Usage;
import convergence.tenant.DatasetName;
import convergence.tenant.Scope;
import convergence.tenant.Tenant;
import convergence.tenant.TenantId;
import convergence.tenant.TenantStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The book of tenants.
@Singleton
public final class TenantDirectory {
  static final int VERSION = 1;
  private static final Readings<Tenant> READINGS = new Readings<>(Tenant.class, 1024);
  private final DocumentStore store;
  private final QuotaDesk desk;
  private final Plans plans;
  private final ApiKeyBook keys;
  private final AuditBook audit;
  private final InstantSource clock;

  public TenantDirectory(
      DocumentStore store,
      QuotaDesk desk,
      Plans plans,
      ApiKeyBook keys,
      AuditBook audit,
      InstantSource clock) {
    this.store = store;
    this.desk = desk;
    this.plans = plans;
    this.keys = keys;
    this.audit = audit;
    this.clock = clock;
  }

  public Optional<Tenant> find(TenantId id) {
    return store.get(key(id)).map(READINGS::read);
  }

  /// Whether a dataset belongs to any tenant, by its exact name.
  public boolean isTenantDataset(String dataset) {
    return store.get(datasetKey(dataset)).isPresent();
  }

  /// Tenants in the order of their ids, behind `after`.
  public List<Tenant> page(Query.@Nullable Cursor after, int limit) {
    var query = new Query(TenantRows.ALL, List.of(), null, null, false, after, limit);
    return store.query(query).stream().map(hit -> READINGS.read(hit.document())).toList();
  }

  /// Every tenant's id.
  public List<TenantId> all() {
    var all = new ArrayList<TenantId>();
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(TenantRows.ALL, List.of(), null, null, false, after, 1000));
      hits.forEach(hit -> all.add(new TenantId(hit.key().id())));
      if (hits.size() < 1000) return all;
      after = hits.getLast().cursor();
    }
  }

  /// Takes a tenant in: profile, dataset name, subscription, usage and first key in one transaction.
  ///
  /// @throws RefusedException Conflict: it is there already; BadRequest: a reserved id or an unknown plan
  public Enrolled enrol(OnboardingOrder order, Actor actor) {
    if (order.tenant().isReserved())
      throw new RefusedException(
          Refusal.BadRequest.of(
              "/tenant_id", "\"" + order.tenant() + "\" is reserved; choose another tenant_id."));
    var plan = plan(order.plan());
    Instant now = clock.instant();
    var tenant = newTenant(order, now);
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var first = keys.fresh(order.tenant(), new ApiKeyOrder("default", Scope.all(), null));
    var change =
        new Change(
            "tenant.onboarded",
            order.tenant().value(),
            Map.of("subscription_plan", order.plan(), "api_key_id", first.made().id()));
    boolean isNew =
        store.transact(
            tx -> {
              if (tx.get(key(tenant.id())).isPresent()) return false;
              tx.create(
                  datasetKey(tenant.dataset()), Document.of(VERSION, Json.write(tenant.id())));
              write(tx, tenant, plan, today);
              ApiKeyBook.write(tx, first.made());
              audit.write(tx, tenant.id(), actor, change);
              desk.write(tx, Usage.fresh(tenant.id(), plan, now));
              return true;
            });
    if (!isNew)
      throw new RefusedException(
          new Refusal.Conflict(
              "Tenant \"%s\" is onboarded already. To repair its dataset send force_recreate_dataset=true."
                  .formatted(order.tenant())));
    return new Enrolled(tenant, first.made().id(), Objects.requireNonNull(first.text()));
  }

  /// Changes a tenant: its profile, standing, plan, dates or sources. What it may use changes in the same
  /// transaction, so the next run is asked under the new terms.
  ///
  /// @param change a pure function
  /// @throws RefusedException NotFound; BadRequest: there is no such plan
  public Tenant change(TenantId id, Actor actor, UnaryOperator<Tenant> change) {
    Instant now = clock.instant();
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var after =
        store.transact(
            tx -> {
              var before = find(tx, id).orElseThrow(() -> unknown(id));
              var next = change.apply(before);
              if (next.equals(before)) return before;
              var plan = plan(next.plan());
              var written = next.revised(today);
              write(tx, written, plan, today);
              desk.find(tx, id)
                  .ifPresent(
                      usage ->
                          desk.write(
                              tx,
                              usage.at(now).under(plan, next.status(), next.subscriptionEnd())));
              audit.write(
                  tx,
                  id,
                  actor,
                  new Change("tenant.changed", id.value(), TenantRows.difference(before, next)));
              return written;
            });
    keys.changed();
    return after;
  }

  /// Writes the rows of subscriptions that have ended since they were last told of.
  ///
  /// @return how many
  public int tellExpired() {
    var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    int told = 0;
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits =
          store.query(
              new Query(
                  TenantRows.ENDING, List.of(), null, today.toEpochDay(), false, after, 1000));
      for (var hit : hits) if (tellExpired(new TenantId(hit.key().id()), today)) told++;
      if (hits.size() < 1000) return told;
      after = hits.getLast().cursor();
    }
  }

  private boolean tellExpired(TenantId id, LocalDate today) {
    return store.transact(
        tx -> {
          var before = find(tx, id).orElseThrow(() -> unknown(id));
          var plan = plans.find(before.plan());
          boolean news =
              before.subscriptionStatus(today).equals("EXPIRED") && !before.toldExpired();
          // A plan that is gone from plans.yml has no limits to tell of.
          if (!news || plan.isEmpty()) return false;
          write(tx, before.revised(today), plan.get(), today);
          return true;
        });
  }

  private static Optional<Tenant> find(Tx tx, TenantId id) {
    return tx.get(key(id)).map(READINGS::read);
  }

  private Plan plan(String name) {
    return plans
        .find(name)
        .orElseThrow(
            () ->
                new RefusedException(
                    Refusal.BadRequest.of(
                        "/subscription_plan",
                        "There is no plan \"%s\"; known are %s."
                            .formatted(name, String.join(", ", plans.all().keySet())))));
  }

  private static RefusedException unknown(TenantId id) {
    return new RefusedException(
        new Refusal.NotFound("Tenant \"%s\" is not onboarded.".formatted(id)));
  }

  private Tenant newTenant(OnboardingOrder order, Instant now) {
    return new Tenant(
        order.tenant(),
        order.companyName(),
        order.adminEmail(),
        TenantStatus.ACTIVE,
        order.plan(),
        DatasetName.of(order.tenant()),
        Set.of(),
        now,
        LocalDate.ofInstant(now, ZoneOffset.UTC),
        null,
        false,
        1);
  }

  private static void write(Tx tx, Tenant tenant, Plan plan, LocalDate today) {
    tx.put(key(tenant.id()), TenantRows.document(tenant));
    tx.emit(TenantRows.profile(tenant));
    tx.emit(TenantRows.subscription(tenant, plan, today));
  }

  private static Key key(TenantId id) {
    return new Key("tenants", id.value());
  }

  private static Key datasetKey(String dataset) {
    return new Key("datasets", dataset);
  }
}
