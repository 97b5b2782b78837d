package convergence.quota;

import convergence.notice.Outbox;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Fact;
import convergence.port.Key;
import convergence.port.Readings;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// Keeps each tenant's [Usage]. Giving slots out and back happens inside of the transaction that accepts
/// or ends the run, so that a finished run never holds one.
@Singleton
public final class QuotaDesk {
  private static final int VERSION = 1;
  private static final Readings<Usage> READINGS = new Readings<>(Usage.class, 1024);
  private final DocumentStore store;
  private final Plans plans;
  private final InstantSource clock;
  private final Set<TenantId> touched = ConcurrentHashMap.newKeySet();

  public QuotaDesk(DocumentStore store, Plans plans, InstantSource clock) {
    this.store = store;
    this.plans = plans;
    this.clock = clock;
  }

  /// The usage as it counts now; empty: the tenant was never onboarded.
  public Optional<Usage> find(TenantId tenant) {
    return store.get(key(tenant)).map(this::read).map(u -> u.at(clock.instant()));
  }

  /// The stored usage, for a transaction that decides on it.
  public Optional<Usage> find(Tx tx, TenantId tenant) {
    return tx.get(key(tenant)).map(this::read);
  }

  /// Writes what a transaction decided, and a notice with it where it has come near a limit. The first write of a new
  /// day closes the row of the day before.
  public void write(Tx tx, Usage usage) {
    var before = find(tx, usage.tenant());
    before.filter(b -> b.day().isBefore(usage.day())).ifPresent(b -> tx.emit(row(b)));
    before.ifPresent(
        b ->
            QuotaNotices.crossed(b, usage, clock.instant())
                .forEach(notice -> Outbox.put(tx, notice)));
    tx.put(key(usage.tenant()), Document.of(VERSION, READINGS.write(usage)));
    touched.add(usage.tenant());
  }

  /// Gives a run's slot back within the transaction that ends it.
  public void release(Tx tx, TenantId tenant, String runId) {
    find(tx, tenant)
        .ifPresent(
            usage -> {
              var left = usage.release(runId);
              if (!left.equals(usage)) write(tx, left);
            });
  }

  /// Changes the usage in a transaction of its own.
  public Optional<Usage> change(TenantId tenant, UnaryOperator<Usage> change) {
    return store.transact(
        tx ->
            find(tx, tenant)
                .map(
                    usage -> {
                      var next = change.apply(usage);
                      if (!next.equals(usage)) write(tx, next);
                      return next;
                    }));
  }

  /// Closes the row of an earlier day and begins today's. Doing it again does nothing.
  ///
  /// @return whether there was one to close
  public boolean closeDay(TenantId tenant) {
    Instant now = clock.instant();
    return store.transact(
        tx -> {
          var usage = find(tx, tenant);
          var today = usage.map(u -> u.begun(now));
          if (today.equals(usage)) return false;
          today.ifPresent(
              next -> {
                write(tx, next);
                tx.emit(row(next));
              });
          return true;
        });
  }

  /// Has the rows of these tenants emitted with the next shipment: after a start, since what had changed is known
  /// only in memory, and when a UTC day begins.
  public void touch(Collection<TenantId> tenants) {
    touched.addAll(tenants);
  }

  /// Emits a row of `tenant_usage_quotas` for each tenant whose usage changed since the last call. Called
  /// before each shipment, so that the hot path writes no row.
  public void emitRows() {
    for (var tenant : new ArrayList<>(touched)) {
      touched.remove(tenant);
      emitRow(tenant);
    }
  }

  /// Emits the row of one tenant, e.g. of a day that has just begun.
  public void emitRow(TenantId tenant) {
    Instant now = clock.instant();
    store.transact(
        tx -> {
          find(tx, tenant).ifPresent(usage -> tx.emit(row(usage.at(now))));
          return Boolean.TRUE;
        });
  }

  private static Fact row(Usage usage) {
    var row = new HashMap<String, Object>();
    row.put("usage_id", usage.tenant() + "_" + usage.day());
    row.put("tenant_id", usage.tenant().value());
    row.put("usage_date", usage.day());
    row.put("pipelines_run_today", usage.dayCount());
    row.put("pipelines_run_month", usage.monthCount());
    row.put("concurrent_pipelines_running", (long) usage.slots().size());
    var limits = usage.limits();
    if (limits.daily() != null) row.put("daily_limit", limits.daily().longValue());
    if (limits.monthly() != null) row.put("monthly_limit", limits.monthly().longValue());
    if (limits.concurrent() != null) row.put("concurrent_limit", limits.concurrent().longValue());
    row.put("row_seq", usage.revision());
    return new Fact("tenants", "tenant_usage_quotas_rows", row);
  }

  private static Key key(TenantId tenant) {
    return new Key("usage", tenant.value());
  }

  /// Under the plan's limits of today: `plans.yml` and the ceiling may have changed since it was written. A plan that is
  /// gone from the file keeps its last limits.
  private Usage read(Document document) {
    var usage = READINGS.read(document);
    return plans.find(usage.plan()).map(plan -> usage.limited(plan.limits())).orElse(usage);
  }
}
