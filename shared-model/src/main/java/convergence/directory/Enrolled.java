package convergence.directory;

import convergence.port.Secret;
import convergence.tenant.Tenant;

/// A tenant that the books have just taken in, with its first key: the only time that anybody sees it.
public record Enrolled(Tenant tenant, String keyId, Secret firstKey) {}
