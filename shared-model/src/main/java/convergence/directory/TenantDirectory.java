package convergence.directory;

import convergence.port.Cipher;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query;
import convergence.port.Secret;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.Plan;
import convergence.quota.Plans;
import convergence.quota.QuotaDesk;
import convergence.quota.Usage;
import convergence.tenant.ApiKey;
import convergence.tenant.DatasetName;
import convergence.tenant.KeyForm;
import convergence.tenant.Scope;
import convergence.tenant.Tenant;
import convergence.tenant.TenantId;
import convergence.tenant.TenantStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The book of tenants and of the keys that they show.
@Singleton
public final class TenantDirectory {
  static final int VERSION = 1;
  private final DocumentStore store;
  private final QuotaDesk desk;
  private final Plans plans;
  private final Cipher cipher;
  private final Ids ids;
  private final InstantSource clock;

  public TenantDirectory(
      DocumentStore store,
      QuotaDesk desk,
      Plans plans,
      Cipher cipher,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.desk = desk;
    this.plans = plans;
    this.cipher = cipher;
    this.ids = ids;
    this.clock = clock;
  }

  public Optional<Tenant> find(TenantId id) {
    return store.get(key(id)).map(d -> Json.read(d.body(), Tenant.class));
  }

  /// Whether a dataset belongs to any tenant, by its exact name.
  public boolean isTenantDataset(String dataset) {
    return store.get(datasetKey(dataset)).isPresent();
  }

  /// Tenants in the order of their ids, behind `after`.
  public List<Tenant> page(Query.@Nullable Cursor after, int limit) {
    var query = new Query(TenantRows.ALL, List.of(), null, null, false, after, limit);
    return store.query(query).stream()
        .map(hit -> Json.read(hit.document().body(), Tenant.class))
        .toList();
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
  public Enrolled enrol(OnboardingOrder order) {
    if (order.tenant().isReserved())
      throw new RefusedException(
          Refusal.BadRequest.of(
              "/tenant_id", "\"" + order.tenant() + "\" is reserved; choose another tenant_id."));
    var plan =
        plans
            .find(order.plan())
            .orElseThrow(
                () ->
                    new RefusedException(
                        Refusal.BadRequest.of(
                            "/subscription_plan",
                            "There is no plan \"%s\"; known are %s."
                                .formatted(
                                    order.plan(), String.join(", ", plans.all().keySet())))));
    Instant now = clock.instant();
    var tenant = newTenant(order, now);
    var secret = KeyForm.generate(order.tenant(), ids);
    var first = newKey(order.tenant(), secret, "default", Scope.all(), null, now);
    boolean isNew =
        store.transact(
            tx -> {
              if (tx.get(key(tenant.id())).isPresent()) return false;
              tx.create(
                  datasetKey(tenant.dataset()), Document.of(VERSION, Json.write(tenant.id())));
              write(tx, tenant, plan);
              write(tx, first);
              desk.write(tx, Usage.fresh(tenant.id(), plan, now));
              return true;
            });
    if (!isNew)
      throw new RefusedException(
          new Refusal.Conflict(
              "Tenant \"%s\" is onboarded already. To repair its dataset send force_recreate_dataset=true."
                  .formatted(order.tenant())));
    return new Enrolled(tenant, first.id(), secret);
  }

  /// The key of this text, if it is one that exists; whether it may be used now is the caller's question.
  public Optional<ApiKey> findKey(String presented) {
    if (KeyForm.tenantOf(presented).isEmpty()) return Optional.empty();
    return store.get(keyKey(KeyForm.sha256(presented))).map(d -> Json.read(d.body(), ApiKey.class));
  }

  /// Remembers that a key was used, to the hour.
  public void used(ApiKey key) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    if (hour.equals(key.lastUsedAt())) return;
    store.transact(
        tx -> {
          tx.get(keyKey(key.sha256()))
              .map(d -> Json.read(d.body(), ApiKey.class))
              .filter(k -> !hour.equals(k.lastUsedAt()))
              .ifPresent(k -> write(tx, usedAt(k, hour)));
          return Boolean.TRUE;
        });
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
        1);
  }

  private ApiKey newKey(
      TenantId tenant,
      Secret secret,
      String name,
      Set<Scope> scopes,
      @Nullable Instant expiresAt,
      Instant now) {
    var sealed = cipher.seal(secret, new Cipher.Context(tenant.value(), "api_key"));
    return new ApiKey(
        ids.uuid().toString(),
        tenant,
        KeyForm.sha256(secret.reveal()),
        Base64.getEncoder().encodeToString(sealed),
        name,
        scopes,
        true,
        expiresAt,
        null,
        now,
        1);
  }

  private static ApiKey usedAt(ApiKey k, Instant hour) {
    return new ApiKey(
        k.id(),
        k.tenant(),
        k.sha256(),
        k.sealedCopy(),
        k.name(),
        k.scopes(),
        k.active(),
        k.expiresAt(),
        hour,
        k.createdAt(),
        k.revision() + 1);
  }

  private static void write(Tx tx, Tenant tenant, Plan plan) {
    tx.put(key(tenant.id()), TenantRows.document(tenant));
    tx.emit(TenantRows.profile(tenant));
    tx.emit(TenantRows.subscription(tenant, plan));
  }

  private static void write(Tx tx, ApiKey key) {
    tx.put(keyKey(key.sha256()), TenantRows.document(key));
    tx.emit(TenantRows.key(key));
  }

  private static Key key(TenantId id) {
    return new Key("tenants", id.value());
  }

  private static Key datasetKey(String dataset) {
    return new Key("datasets", dataset);
  }

  private static Key keyKey(String sha256) {
    return new Key("api_keys", sha256);
  }
}
