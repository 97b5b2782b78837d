package convergence.credential;

import convergence.audit.Actor;
import convergence.audit.Asking;
import convergence.audit.AuditBook;
import convergence.audit.Change;
import convergence.credential.CredentialShape.Fitted;
import convergence.directory.TenantDirectory;
import convergence.port.Cipher;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query;
import convergence.port.Secret;
import convergence.problem.Fault;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.quota.Plan;
import convergence.quota.Plans;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The book of tenants' credentials. What it takes is sealed before it is written; only [#open] opens it, for a step
/// that names the provider.
@Singleton
public final class CredentialVault {
  static final int VERSION = 1;
  private static final Logger LOG = LoggerFactory.getLogger(CredentialVault.class);

  /// Of one tenant: its credentials are one document.
  private static final int MOST = 50;

  private final DocumentStore store;
  private final Cipher cipher;
  private final TenantDirectory directory;
  private final Plans plans;
  private final AuditBook audit;
  private final Ids ids;
  private final InstantSource clock;

  public CredentialVault(
      DocumentStore store,
      Cipher cipher,
      TenantDirectory directory,
      Plans plans,
      AuditBook audit,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.cipher = cipher;
    this.directory = directory;
    this.plans = plans;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /// A tenant's credentials, oldest first.
  public List<Credential> list(TenantId tenant) {
    return store
        .get(key(tenant))
        .map(CredentialVault::read)
        .orElse(Wallet.empty(tenant))
        .credentials();
  }

  public Optional<Credential> find(TenantId tenant, String id) {
    return store.get(key(tenant)).map(CredentialVault::read).flatMap(wallet -> wallet.find(id));
  }

  /// One that waits to be applied.
  public Optional<Credential> waiting(TenantId tenant, String id) {
    return store.get(key(tenant)).map(CredentialVault::read).flatMap(wallet -> wallet.waiting(id));
  }

  /// Takes a credential in; active from now on.
  ///
  /// @throws RefusedException Forbidden: one provider more than the plan allows; Conflict: too many
  public Credential store(Asking asking, Fitted fitted) {
    var limit = limit(asking.tenant());
    var fresh = fresh(asking.tenant(), fitted);
    return once(
        asking,
        fresh,
        (tx, wallet) -> {
          var next = roomy(wallet).with(fresh);
          within(next, limit);
          tx.emit(CredentialRows.row(fresh));
          tell(tx, asking, "credential.created", fresh);
          return next;
        });
  }

  /// Takes a credential in that [#applyQueued] makes active.
  ///
  /// @throws RefusedException as [#store]
  public Credential queue(Asking asking, Fitted fitted) {
    var limit = limit(asking.tenant());
    var fresh = fresh(asking.tenant(), fitted);
    return once(
        asking,
        fresh,
        (tx, wallet) -> {
          within(roomy(wallet).with(fresh), limit);
          tell(tx, asking, "credential.queued", fresh);
          return wallet.queueing(fresh);
        });
  }

  /// Changes a credential's secret, or whether it counts.
  ///
  /// @param fitted null: the secret stays
  /// @param active null: stays as it is
  public Credential change(
      Asking asking, String id, @Nullable Fitted fitted, @Nullable Boolean active) {
    Instant now = clock.instant();
    var limit = limit(asking.tenant());
    String sealed = fitted == null ? "" : seal(asking.tenant(), id, fitted.secret());
    return store.transact(
        tx -> {
          var wallet = wallet(tx, asking.tenant());
          var before = wallet.find(id).orElseThrow(CredentialVault::unknown);
          var after = fitted == null ? before : before.replaced(fitted.hint(), sealed, now);
          if (active != null && active != after.active()) after = after.activated(active, now);
          if (after.equals(before)) return before;
          var next = wallet.with(after);
          if (after.active() && !before.active()) within(next, limit);
          write(tx, next);
          tx.emit(CredentialRows.row(after));
          tell(tx, asking, "credential.changed", after);
          return after;
        });
  }

  /// Forgets a credential, sealed text and all; one that waits too.
  public void remove(Asking asking, String id) {
    store.transact(
        tx -> {
          var wallet = wallet(tx, asking.tenant());
          var gone = wallet.find(id);
          if (gone.isPresent()) {
            write(tx, wallet.without(id));
            tx.emit(CredentialRows.removed(gone.get()));
            tell(tx, asking, "credential.removed", gone.get());
            return Boolean.TRUE;
          }
          var waiting = wallet.waiting(id).orElseThrow(CredentialVault::unknown);
          var left = wallet.queued().stream().filter(c -> !c.id().equals(id)).toList();
          write(tx, new Wallet(wallet.tenant(), wallet.credentials(), left));
          tell(tx, asking, "credential.removed", waiting);
          return Boolean.TRUE;
        });
  }

  /// Applies what waits, each tenant's in order and each once. What its plan no longer allows is dropped, and
  /// the audit says so.
  ///
  /// @return how many became active
  public int applyQueued() {
    int applied = 0;
    for (var tenant : tenants(CredentialRows.WAITING))
      try {
        applied += applyQueued(tenant);
      } catch (RuntimeException e) {
        // One tenant's trouble must not hold up the others'.
        LOG.error("the credentials that tenant {} queued could not be applied", tenant, e);
      }
    return applied;
  }

  private int applyQueued(TenantId tenant) {
    var limit = limit(tenant);
    var asking = new Asking(tenant, Actor.SYSTEM, null);
    return store.transact(
        tx -> {
          var before = wallet(tx, tenant);
          var after = before.unqueued();
          for (var next : before.queued()) {
            var with = after.with(next);
            boolean fits = fits(with, limit);
            if (fits) {
              after = with;
              tx.emit(CredentialRows.row(next));
            }
            tell(tx, asking, fits ? "credential.applied" : "credential.dropped", next);
          }
          if (!before.queued().isEmpty()) write(tx, after);
          return after.credentials().size() - before.credentials().size();
        });
  }

  /// Opens the tenant's credential for a step that names its provider; empty: it has none.
  public Optional<Secret> open(TenantId tenant, Provider provider) {
    return store
        .get(key(tenant))
        .map(CredentialVault::read)
        .flatMap(wallet -> wallet.active(provider))
        .map(c -> cipher.open(Base64.getDecoder().decode(c.sealed()), context(tenant, c.id())));
  }

  /// Brings every credential under the key that seals now; readers notice nothing.
  /// What does not open stays as it is and holds up nobody.
  public Resealed reseal() {
    var all = new Resealed(0, 0);
    for (var tenant : tenants(CredentialRows.ALL))
      try {
        all = all.plus(new Resealed(reseal(tenant), 0));
      } catch (Fault.Permanent e) {
        LOG.error("the credentials of tenant {} cannot be sealed anew", tenant, e);
        all = all.plus(new Resealed(0, 1));
      }
    return all;
  }

  private int reseal(TenantId tenant) {
    return store.transact(
        tx -> {
          var before = wallet(tx, tenant);
          var after = before.map(c -> c.resealed(again(c)));
          var changed =
              after.credentials().stream()
                  .filter(c -> !before.find(c.id()).orElseThrow().sealed().equals(c.sealed()))
                  .toList();
          boolean waiting =
              after.queued().stream()
                  .anyMatch(c -> !before.waiting(c.id()).orElseThrow().sealed().equals(c.sealed()));
          if (changed.isEmpty() && !waiting) return 0;
          write(tx, after);
          changed.forEach(c -> tx.emit(CredentialRows.row(c)));
          return changed.size();
        });
  }

  private String again(Credential c) {
    var sealed = Base64.getDecoder().decode(c.sealed());
    return Base64.getEncoder().encodeToString(cipher.rewrap(sealed, context(c.tenant(), c.id())));
  }

  private Credential fresh(TenantId tenant, Fitted fitted) {
    String id = ids.uuid().toString();
    Instant now = clock.instant();
    return new Credential(
        id,
        tenant,
        fitted.provider(),
        fitted.hint(),
        seal(tenant, id, fitted.secret()),
        true,
        now,
        now,
        1);
  }

  private String seal(TenantId tenant, String id, Secret secret) {
    return Base64.getEncoder().encodeToString(cipher.seal(secret, context(tenant, id)));
  }

  private Credential once(Asking asking, Credential fresh, BiFunction<Tx, Wallet, Wallet> work) {
    Instant now = clock.instant();
    var once = asking.once();
    return store.transact(
        tx -> {
          var wallet = wallet(tx, asking.tenant());
          var made = once == null ? Optional.<String>empty() : once.made(tx, now);
          if (made.isPresent())
            return wallet
                .find(made.get())
                .or(() -> wallet.waiting(made.get()))
                .orElseThrow(CredentialVault::unknown);
          write(tx, work.apply(tx, wallet));
          if (once != null) once.remember(tx, fresh.id(), now);
          return fresh;
        });
  }

  private List<TenantId> tenants(Index index) {
    var all = new java.util.ArrayList<TenantId>();
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(index, List.of(), null, null, false, after, 1000));
      hits.forEach(hit -> all.add(new TenantId(hit.key().id())));
      if (hits.size() < 1000) return all;
      after = hits.getLast().cursor();
    }
  }

  /// The plan's max_providers; null: no limit.
  private @Nullable Plan limit(TenantId tenant) {
    return directory.find(tenant).flatMap(t -> plans.find(t.plan())).orElse(null);
  }

  private static boolean fits(Wallet wallet, @Nullable Plan plan) {
    return plan == null
        || plan.maxProviders() == null
        || wallet.providers().size() <= plan.maxProviders();
  }

  private static void within(Wallet wallet, @Nullable Plan plan) {
    if (plan != null && !fits(wallet, plan))
      throw new RefusedException(
          new Refusal.Forbidden(
              "The plan %s allows credentials of %d providers."
                  .formatted(plan.name(), plan.maxProviders())));
  }

  private static Wallet roomy(Wallet wallet) {
    if (wallet.credentials().size() + wallet.queued().size() >= MOST)
      throw new RefusedException(
          new Refusal.Conflict(
              "The tenant has " + MOST + " credentials, which is the most; delete one first."));
    return wallet;
  }

  private void tell(Tx tx, Asking asking, String action, Credential c) {
    audit.write(
        tx,
        asking.tenant(),
        asking.actor(),
        new Change(action, c.id(), Map.of("provider", c.provider().name(), "hint", c.hint())));
  }

  private static Wallet wallet(Tx tx, TenantId tenant) {
    return tx.get(key(tenant)).map(CredentialVault::read).orElse(Wallet.empty(tenant));
  }

  private static void write(Tx tx, Wallet wallet) {
    tx.put(key(wallet.tenant()), CredentialRows.document(wallet));
  }

  private static Wallet read(convergence.port.Document document) {
    return Json.read(document.body(), Wallet.class);
  }

  private static RefusedException unknown() {
    return new RefusedException(new Refusal.NotFound("There is no such credential."));
  }

  private static Cipher.Context context(TenantId tenant, String id) {
    return new Cipher.Context(tenant.value(), "credential/" + id);
  }

  private static Key key(TenantId tenant) {
    return new Key("credentials", tenant.value());
  }
}
