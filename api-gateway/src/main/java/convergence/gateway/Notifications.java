package convergence.gateway;

import convergence.audit.Asking;
import convergence.notification.DeliveryBook;
import convergence.notification.NotificationBook;
import convergence.outbound.OutboundGuard;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// A tenant's notifications: its channels, a test, and the log of what was sent.
@Singleton
final class Notifications {
  private final TenantReads tenants;
  private final NotificationBook book;
  private final DeliveryBook deliveries;
  private final OutboundGuard guard;

  Notifications(
      TenantReads tenants, NotificationBook book, DeliveryBook deliveries, OutboundGuard guard) {
    this.tenants = tenants;
    this.book = book;
    this.deliveries = deliveries;
    this.guard = guard;
  }

  NotificationDocument show(TenantId tenant) {
    tenants.mustExist(tenant);
    return NotificationDocument.of(book.find(tenant));
  }

  NotificationDocument change(Asking asking, Map<String, Object> body) {
    tenants.mustExist(asking.tenant());
    var change = NotificationChange.read(body, book.find(asking.tenant()), guard);
    return NotificationDocument.of(book.change(asking, change.mail(), change.hooks()));
  }

  /// @throws RefusedException Conflict: there is no channel
  List<DeliveryDocument> test(TenantId tenant) {
    tenants.mustExist(tenant);
    var sent = deliveries.test(tenant);
    if (sent.isEmpty())
      throw new RefusedException(
          new Refusal.Conflict("The tenant has no channel; write one with PUT first."));
    return sent.stream().map(DeliveryDocument::of).toList();
  }

  Page<DeliveryDocument> log(TenantId tenant, PlaceCursor.Part part) {
    tenants.mustExist(tenant);
    var hits = deliveries.page(tenant, part.after(), part.limit() + 1);
    return Page.of(hits, part.limit(), hit -> DeliveryDocument.of(DeliveryBook.delivery(hit)));
  }
}
