package convergence.directory;

import convergence.audit.Asking;
import convergence.audit.AuditBook;
import convergence.audit.Change;
import convergence.notice.Outbox;
import convergence.port.Cipher;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Key;
import convergence.port.Query;
import convergence.port.Readings;
import convergence.port.Secret;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.ApiKey;
import convergence.tenant.KeyForm;
import convergence.tenant.Scope;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The book of the API keys that tenants show. Looked up by SHA-256; never holds a key in the clear.
@Singleton
public final class ApiKeyBook {
  private static final Readings<ApiKey> READINGS = new Readings<>(ApiKey.class, 1024);
  private final DocumentStore store;
  private final Cipher cipher;
  private final AuditBook audit;
  private final Ids ids;
  private final InstantSource clock;
  private final AtomicLong changes = new AtomicLong();

  public ApiKeyBook(
      DocumentStore store, Cipher cipher, AuditBook audit, Ids ids, InstantSource clock) {
    this.store = store;
    this.cipher = cipher;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
  }

  /// Grows with every change of a key or tenant that this process makes: what was remembered before may be
  /// out of date.
  public long changes() {
    return changes.get();
  }

  void changed() {
    changes.incrementAndGet();
  }

  /// The key of this text, if it is one that exists; whether it may be used now is the caller's question. Junk
  /// costs no look-up.
  public Optional<ApiKey> find(String presented) {
    if (KeyForm.tenantOf(presented).isEmpty()) return Optional.empty();
    return store.get(key(KeyForm.sha256(presented))).map(READINGS::read);
  }

  /// A tenant's key by its id.
  public Optional<ApiKey> find(TenantId tenant, String id) {
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = page(tenant, after, 1000);
      for (var hit : hits) {
        var found = key(hit);
        if (found.id().equals(id)) return Optional.of(found);
      }
      if (hits.size() < 1000) return Optional.empty();
      after = hits.getLast().cursor();
    }
  }

  /// A tenant's keys, newest first, behind `after`.
  public List<Query.Hit> page(TenantId tenant, Query.@Nullable Cursor after, int limit) {
    return store.query(
        new Query(TenantRows.KEYS, List.of(tenant.value()), null, null, true, after, limit));
  }

  public static ApiKey key(Query.Hit hit) {
    return READINGS.read(hit.document());
  }

  /// Makes a key.
  public NewApiKey create(Asking asking, ApiKeyOrder order) {
    var fresh = fresh(asking.tenant(), order);
    var change =
        new Change(
            "api_key.created",
            fresh.made().id(),
            Map.of("key_name", order.name(), "scopes", wire(fresh.made())));
    return once(
        asking,
        fresh,
        tx -> {
          write(tx, fresh.made());
          audit.write(tx, asking.tenant(), asking.actor(), change);
        });
  }

  /// Makes a key like the old one, which stays good for the overlap.
  ///
  /// @throws RefusedException NotFound; Conflict: the old one is revoked or expired
  public NewApiKey rotate(Asking asking, ApiKey old, Duration overlap) {
    Instant now = clock.instant();
    Instant expires =
        old.expiresAt() == null
            ? null
            : now.plus(Duration.between(old.createdAt(), old.expiresAt()));
    var fresh = fresh(asking.tenant(), new ApiKeyOrder(old.name(), old.scopes(), expires));
    var change =
        new Change(
            "api_key.rotated",
            old.id(),
            Map.of("new_api_key_id", fresh.made().id(), "overlap_hours", overlap.toHours()));
    return once(
        asking,
        fresh,
        tx -> {
          var stored = stored(tx, old.sha256());
          if (!stored.usableAt(now))
            throw new RefusedException(
                new Refusal.Conflict("The key is revoked or has expired; create another one."));
          write(tx, overlap.isZero() ? stored.revoked() : stored.endingAt(now.plus(overlap)));
          write(tx, fresh.made());
          audit.write(tx, asking.tenant(), asking.actor(), change);
          Outbox.put(tx, ApiKeyNotices.rotated(old, fresh.made(), now));
        });
  }

  /// Has the tenants told whose keys are about to expire, each once.
  ///
  /// @return how many
  public int warnExpiring() {
    Instant now = clock.instant();
    int told = 0;
    while (true) {
      var query =
          new Query(TenantRows.EXPIRING, List.of(), null, now.toEpochMilli() + 1, false, null, 500);
      var hits = store.query(query);
      for (var hit : hits) if (warn(key(hit), now)) told++;
      if (hits.size() < 500) return told;
    }
  }

  private boolean warn(ApiKey expiring, Instant now) {
    return store.transact(
        tx -> {
          var stored = stored(tx, expiring.sha256());
          if (stored.warned() || !stored.active() || stored.expiresAt() == null) return false;
          write(tx, stored.warnedOf());
          if (stored.usableAt(now)) Outbox.put(tx, ApiKeyNotices.expiring(stored, now));
          return true;
        });
  }

  /// Refuses the key from now on; twice is once.
  public void revoke(Asking asking, ApiKey old) {
    store.transact(
        tx -> {
          var stored = stored(tx, old.sha256());
          if (!stored.active()) return Boolean.FALSE;
          write(tx, stored.revoked());
          audit.write(
              tx,
              asking.tenant(),
              asking.actor(),
              new Change("api_key.revoked", old.id(), Map.of("key_name", old.name())));
          return Boolean.TRUE;
        });
    changed();
  }

  /// Remembers that a key was used, to the hour.
  public void used(ApiKey key) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    if (hour.equals(key.lastUsedAt())) return;
    store.transact(
        tx -> {
          tx.get(key(key.sha256()))
              .map(READINGS::read)
              .filter(k -> !hour.equals(k.lastUsedAt()))
              .ifPresent(k -> write(tx, k.usedIn(hour)));
          return Boolean.TRUE;
        });
  }

  /// A new key, not written yet.
  NewApiKey fresh(TenantId tenant, ApiKeyOrder order) {
    Secret text = KeyForm.generate(tenant, ids);
    var sealed = cipher.seal(text, new Cipher.Context(tenant.value(), "api_key"));
    var made =
        new ApiKey(
            ids.uuid().toString(),
            tenant,
            KeyForm.sha256(text.reveal()),
            Base64.getEncoder().encodeToString(sealed),
            order.name(),
            order.scopes(),
            true,
            order.expiresAt(),
            false,
            null,
            clock.instant(),
            1);
    return new NewApiKey(made, text);
  }

  static void write(Tx tx, ApiKey key) {
    tx.put(key(key.sha256()), TenantRows.document(key));
    tx.emit(TenantRows.key(key));
  }

  private NewApiKey once(Asking asking, NewApiKey fresh, java.util.function.Consumer<Tx> work) {
    Instant now = clock.instant();
    var once = asking.once();
    String before =
        store.transact(
            tx -> {
              var made = once == null ? Optional.<String>empty() : once.made(tx, now);
              if (made.isPresent()) return made.get();
              work.accept(tx);
              if (once != null) once.remember(tx, fresh.made().sha256(), now);
              return "";
            });
    changed();
    if (before.isEmpty()) return fresh;
    return new NewApiKey(store.transact(tx -> stored(tx, before)), null);
  }

  private static ApiKey stored(Tx tx, String sha256) {
    return tx.get(key(sha256))
        .map(READINGS::read)
        .orElseThrow(() -> new RefusedException(new Refusal.NotFound("There is no such key.")));
  }

  private static List<String> wire(ApiKey key) {
    return key.scopes().stream().map(Scope::wire).sorted().toList();
  }

  private static Key key(String sha256) {
    return new Key("api_keys", sha256);
  }
}
