package convergence.audit;

import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.DocumentStore.Tx;
import convergence.port.Ids;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The book of who changed what, written in the transaction of the change: it tells of every change that
/// happened and of none that did not.
@Singleton
public final class AuditBook {
  static final Index BY_TENANT = new Index("audit", "by_tenant", List.of("tenant", "at"));
  private static final int VERSION = 1;
  private final DocumentStore store;
  private final Ids ids;
  private final InstantSource clock;

  public AuditBook(DocumentStore store, Ids ids, InstantSource clock) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
  }

  public void write(Tx tx, TenantId tenant, Actor actor, Change change) {
    var entry = new AuditEntry(ids.uuid().toString(), tenant, clock.instant(), actor, change);
    tx.create(
        new Key("audit", entry.id()),
        new Document(
            VERSION,
            Json.write(entry),
            Map.of("tenant", tenant.value(), "at", entry.at().toEpochMilli())));
  }

  /// A tenant's entries, newest first, behind `after`.
  public List<Query.Hit> page(TenantId tenant, Query.@Nullable Cursor after, int limit) {
    return store.query(
        new Query(BY_TENANT, List.of(tenant.value()), null, null, true, after, limit));
  }

  public static AuditEntry entry(Query.Hit hit) {
    return Json.read(hit.document().body(), AuditEntry.class);
  }
}
