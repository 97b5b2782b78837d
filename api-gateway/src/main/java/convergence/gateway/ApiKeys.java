package convergence.gateway;

import convergence.audit.Asking;
import convergence.directory.ApiKeyBook;
import convergence.directory.ApiKeyOrder;
import convergence.directory.NewApiKey;
import convergence.edge.Caller;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.ApiKey;
import convergence.tenant.Scope;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/// A tenant's API keys, as far as a caller may handle them: nobody makes a key that may do more than its own.
@Singleton
final class ApiKeys {
  private final TenantReads tenants;
  private final ApiKeyBook book;

  ApiKeys(TenantReads tenants, ApiKeyBook book) {
    this.tenants = tenants;
    this.book = book;
  }

  Page<ApiKeyDocument> page(TenantId tenant, PlaceCursor.Part part) {
    tenants.mustExist(tenant);
    var hits = book.page(tenant, part.after(), part.limit() + 1);
    return Page.of(hits, part.limit(), hit -> ApiKeyDocument.of(ApiKeyBook.key(hit)));
  }

  NewApiKey create(Asking asking, ApiKeyOrder order, Caller caller) {
    tenants.mustExist(asking.tenant());
    within(order.scopes(), caller);
    return book.create(asking, order);
  }

  NewApiKey rotate(Asking asking, String id, Duration overlap, Caller caller) {
    var old = find(asking.tenant(), id);
    within(old.scopes(), caller);
    return book.rotate(asking, old, overlap);
  }

  void revoke(Asking asking, String id) {
    book.revoke(asking, find(asking.tenant(), id));
  }

  private ApiKey find(TenantId tenant, String id) {
    return book.find(tenant, id)
        .orElseThrow(() -> new RefusedException(new Refusal.NotFound("There is no such API key.")));
  }

  private static void within(Set<Scope> wanted, Caller caller) {
    for (var scope : wanted)
      if (!caller.scopes().contains(scope))
        throw new RefusedException(
            new Refusal.Forbidden(
                "A key cannot give the scope \"%s\", which it lacks itself."
                    .formatted(scope.wire())));
  }
}
