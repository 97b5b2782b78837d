package convergence.standalone;

import convergence.directory.ApiKeyBook;
import convergence.directory.TenantDirectory;
import convergence.edge.AdminKeys;
import convergence.tenant.ApiKey;
import convergence.tenant.Scope;
import convergence.tenant.Tenant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Lets callers of the BigQuery server in by the keys of the API. Statements read and write, so a
/// key needs both scopes.
final class KeyDoor {
  /// An operator's dataset: all of them.
  private static final String ALL = "";

  private static final Set<Scope> NEEDED = Set.of(Scope.READ, Scope.RUN);
  private final AdminKeys admins;
  private final ApiKeyBook keys;
  private final TenantDirectory directory;
  private final InstantSource clock;

  KeyDoor(AdminKeys admins, ApiKeyBook keys, TenantDirectory directory, InstantSource clock) {
    this.admins = admins;
    this.keys = keys;
    this.directory = directory;
    this.clock = clock;
  }

  /// @return the only dataset that is there for the caller, [#ALL] for an operator; empty: a stranger
  Optional<String> admit(String bearer) {
    if (bearer.isEmpty()) return Optional.empty();
    if (admins.knows(bearer)) return Optional.of(ALL);
    return keys.find(bearer)
        .filter(key -> key.usableAt(clock.instant()) && key.scopes().containsAll(NEEDED))
        .map(ApiKey::tenant)
        .flatMap(directory::find)
        .filter(tenant -> tenant.status().mayStartRuns())
        .map(Tenant::dataset);
  }
}
