package convergence.notification;

import convergence.notice.NoticeEvent;
import convergence.notice.NoticeType;
import convergence.notice.Outbox;
import convergence.notification.Delivery.State;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The book of what is on its way to tenants' channels and of what became of it, which stays to be read for 30 days.
@Singleton
public final class DeliveryBook {
  public static final Index DUE = new Index("deliveries", "due", List.of("due"));
  public static final Index LOG = new Index("deliveries", "log", List.of("tenant", "at"));
  public static final Index ENDED = new Index("deliveries", "ended", List.of("ended"));
  private static final Duration KEPT = Duration.ofDays(30);

  private final DocumentStore store;
  private final NotificationBook channels;
  private final Ids ids;
  private final InstantSource clock;

  public DeliveryBook(
      DocumentStore store, NotificationBook channels, Ids ids, InstantSource clock) {
    this.store = store;
    this.channels = channels;
    this.ids = ids;
    this.clock = clock;
  }

  /// A tenant's deliveries, newest first, behind `after`.
  public List<Query.Hit> page(TenantId tenant, Query.@Nullable Cursor after, int limit) {
    return store.query(new Query(LOG, List.of(tenant.value()), null, null, true, after, limit));
  }

  public static Delivery delivery(Query.Hit hit) {
    return read(hit.document());
  }

  /// Sends a test to every channel of the tenant, on its way when this returns.
  ///
  /// @return one for each channel; empty: there is none
  public List<Delivery> test(TenantId tenant) {
    var event =
        new NoticeEvent(
            "test-" + ids.uuid(),
            tenant,
            NoticeType.TEST,
            clock.instant(),
            "Convergence test notification",
            "This is the test that was asked for. Notifications of tenant %s arrive here."
                .formatted(tenant),
            Map.of());
    var all = fresh(event);
    store.transact(
        tx -> {
          all.forEach(delivery -> write(tx, delivery));
          return Boolean.TRUE;
        });
    return all;
  }

  /// Forgets what ended long ago.
  ///
  /// @return how many
  public int prune() {
    int gone = 0;
    while (true) {
      long until = clock.instant().minus(KEPT).toEpochMilli();
      var hits = store.query(new Query(ENDED, List.of(), null, until, false, null, 500));
      for (var hit : hits)
        store.transact(
            tx -> {
              tx.delete(hit.key());
              return Boolean.TRUE;
            });
      gone += hits.size();
      if (hits.size() < 500) return gone;
    }
  }

  /// Turns what waits in the outbox into deliveries, one for each channel that wants it.
  void address() {
    while (true) {
      var hits = store.query(new Query(Outbox.WAITING, List.of(), null, null, false, null, 100));
      hits.forEach(this::address);
      if (hits.size() < 100) return;
    }
  }

  private void address(Query.Hit hit) {
    var event = OldNotice.event(hit.document());
    var all = fresh(event);
    store.transact(
        tx -> {
          if (tx.get(hit.key()).isEmpty()) return Boolean.FALSE;
          for (var delivery : all) if (tx.get(key(delivery.id())).isEmpty()) write(tx, delivery);
          tx.delete(hit.key());
          return Boolean.TRUE;
        });
  }

  /// What is due, longest first, at most 100.
  List<Key> due() {
    long now = clock.instant().toEpochMilli();
    return store.query(new Query(DUE, List.of(), null, now + 1, false, null, 100)).stream()
        .map(Query.Hit::key)
        .toList();
  }

  /// Takes what is due, so that no other sends it meanwhile; empty: another was faster.
  Optional<Delivery> take(Key key) {
    Instant now = clock.instant();
    return store.transact(
        tx -> {
          var taken = tx.get(key).map(DeliveryBook::read).filter(d -> d.dueAt(now));
          var tried = taken.map(d -> d.tried(now));
          tried.ifPresent(d -> write(tx, d));
          return tried;
        });
  }

  /// Writes what became of an attempt, unless a later one has begun.
  void settle(Delivery after) {
    store.transact(
        tx -> {
          var now = tx.get(key(after.id())).map(DeliveryBook::read);
          if (now.isPresent() && now.get().attempts() == after.attempts()) write(tx, after);
          return Boolean.TRUE;
        });
  }

  private List<Delivery> fresh(NoticeEvent event) {
    Instant now = clock.instant();
    return channels.channels(event.tenant(), event.type()).entrySet().stream()
        .map(channel -> Delivery.fresh(event, channel.getKey(), channel.getValue(), now))
        .toList();
  }

  private static void write(Tx tx, Delivery delivery) {
    var fields = new HashMap<String, Object>();
    fields.put("tenant", delivery.tenant().value());
    fields.put("at", delivery.createdAt().toEpochMilli());
    if (delivery.state() == State.PENDING) fields.put("due", delivery.due().toEpochMilli());
    if (delivery.endedAt() != null) fields.put("ended", delivery.endedAt().toEpochMilli());
    tx.put(key(delivery.id()), new Document(1, Json.write(delivery), fields));
  }

  private static Delivery read(Document document) {
    return Json.read(document.body(), Delivery.class);
  }

  private static Key key(String id) {
    return new Key("deliveries", id);
  }
}
