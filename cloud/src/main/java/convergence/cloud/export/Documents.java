package convergence.cloud.export;

import com.fasterxml.jackson.databind.JsonNode;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query.Hit;
import convergence.run.RunLedger;
import convergence.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A tenant's documents. What lets it in, its profile and keys, comes late, and its schedules last: until then nobody
/// acts for it over there. A document that is there already stays: it may have changed since.
final class Documents {
  private static final int AT_ONCE = 50;
  private final Folder from;
  private final DocumentStore to;
  private final Resealing resealing;

  Documents(Folder from, DocumentStore to, Resealing resealing) {
    this.from = from;
    this.to = to;
    this.resealing = resealing;
  }

  /// What is sealed and does not open, as reasons not to move.
  List<String> unopened(Tenant tenant) {
    var reasons = new ArrayList<String>();
    for (var key : sealed(tenant))
      from.get(key)
          .ifPresent(
              document ->
                  resealing
                      .unopened(tenant.id(), key, document)
                      .forEach(
                          purpose ->
                              reasons.add(
                                  "%s: %s does not open with this folder's keyset; set it anew"
                                      .formatted(tenant.id(), purpose))));
    return reasons;
  }

  /// @return how many were written now
  int move(Tenant tenant) {
    int written = 0;
    var batch = new ArrayList<Key>();
    for (var key : keys(tenant)) {
      batch.add(key);
      if (batch.size() == AT_ONCE) {
        written += write(tenant, batch);
        batch.clear();
      }
    }
    return written + write(tenant, batch);
  }

  /// What is not over there, in words.
  List<String> missing(Tenant tenant) {
    return keys(tenant).stream()
        .filter(key -> to.get(key).isEmpty())
        .map(
            key ->
                "%s: document %s/%s is missing".formatted(tenant.id(), key.collection(), key.id()))
        .toList();
  }

  private record Entry(Key key, Document document) {}

  private int write(Tenant tenant, List<Key> keys) {
    var entries = new ArrayList<Entry>();
    for (var key : keys)
      if (to.get(key).isEmpty())
        from.get(key)
            .ifPresent(d -> entries.add(new Entry(key, resealing.document(tenant.id(), key, d))));
    if (entries.isEmpty()) return 0;
    return to.transact(
        tx -> {
          int written = 0;
          for (var entry : entries)
            if (tx.get(entry.key()).isEmpty()) {
              tx.create(entry.key(), entry.document());
              written++;
            }
          return written;
        });
  }

  /// In the order in which they are moved.
  private Set<Key> keys(Tenant tenant) {
    String id = tenant.id().value();
    var keys = new LinkedHashSet<Key>();
    from.each("runs", "by_tenant", List.of(id), hit -> run(hit, keys));
    all(keys, "scheduled_runs", "unstarted", id);
    all(keys, "audit", "by_tenant", id);
    all(keys, "deliveries", "log", id);
    from.each(
        "outbox",
        "waiting",
        List.of(),
        hit -> {
          var event = Json.read(hit.document().body(), JsonNode.class);
          if (event.path("tenant").asText().equals(id)) keys.add(hit.key());
        });
    add(keys, new Key("notifications", id));
    add(keys, new Key("credentials", id));
    add(keys, new Key("usage", id));
    add(keys, new Key("datasets", tenant.dataset()));
    add(keys, Folder.key(tenant.id()));
    all(keys, "api_keys", "by_tenant", id);
    all(keys, "schedules", "by_tenant", id);
    return keys;
  }

  private Set<Key> sealed(Tenant tenant) {
    var keys = new LinkedHashSet<Key>();
    keys.add(new Key("notifications", tenant.id().value()));
    keys.add(new Key("credentials", tenant.id().value()));
    all(keys, "api_keys", "by_tenant", tenant.id().value());
    return keys;
  }

  /// Its plan first, and the slot of a schedule that it came from.
  private void run(Hit hit, Set<Key> keys) {
    add(keys, new Key("plans", RunLedger.run(hit).planHash()));
    keys.add(hit.key());
    add(keys, new Key("scheduled_runs", hit.key().id()));
  }

  private void all(Set<Key> keys, String collection, String index, String tenant) {
    from.each(collection, index, List.of(tenant), hit -> keys.add(hit.key()));
  }

  private void add(Set<Key> keys, Key key) {
    if (from.get(key).isPresent()) keys.add(key);
  }
}
