package convergence.credential;

import convergence.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// All credentials of a tenant: one document, so that what they are together is decided in one transaction.
///
/// @param credentials oldest first
/// @param queued those that wait to be applied, in order
record Wallet(TenantId tenant, List<Credential> credentials, List<Credential> queued) {
  Wallet {
    credentials = List.copyOf(credentials);
    queued = List.copyOf(queued);
  }

  static Wallet empty(TenantId tenant) {
    return new Wallet(tenant, List.of(), List.of());
  }

  Optional<Credential> find(String id) {
    return credentials.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  Optional<Credential> waiting(String id) {
    return queued.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /// The one that counts: the active one that was written last.
  Optional<Credential> active(Provider provider) {
    Credential best = null;
    for (var c : credentials)
      if (c.active()
          && c.provider() == provider
          && (best == null || !c.updatedAt().isBefore(best.updatedAt()))) best = c;
    return Optional.ofNullable(best);
  }

  /// Providers with an active credential.
  Set<Provider> providers() {
    return credentials.stream()
        .filter(Credential::active)
        .map(Credential::provider)
        .collect(Collectors.toSet());
  }

  Wallet with(Credential next) {
    var all = new ArrayList<>(credentials);
    all.removeIf(c -> c.id().equals(next.id()));
    all.add(next);
    return new Wallet(tenant, all, queued);
  }

  Wallet without(String id) {
    var all = new ArrayList<>(credentials);
    all.removeIf(c -> c.id().equals(id));
    return new Wallet(tenant, all, queued);
  }

  Wallet queueing(Credential next) {
    var all = new ArrayList<>(queued);
    all.add(next);
    return new Wallet(tenant, credentials, all);
  }

  Wallet unqueued() {
    return new Wallet(tenant, credentials, List.of());
  }

  Wallet map(UnaryOperator<Credential> change) {
    return new Wallet(
        tenant, credentials.stream().map(change).toList(), queued.stream().map(change).toList());
  }
}
