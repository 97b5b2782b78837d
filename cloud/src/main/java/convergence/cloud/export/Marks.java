package convergence.cloud.export;

import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Json;
import convergence.port.Key;
import convergence.tenant.Tenant;
import java.time.Instant;

/// How far each tenant's move has come, in the store that it moves to.
final class Marks {
  private static final int VERSION = 1;
  private final DocumentStore store;

  Marks(DocumentStore store) {
    this.store = store;
  }

  enum Stage {
    NONE,
    TABLES,
    DOCUMENTS,
    DONE
  }

  /// @param createdAt of the tenant, which no other tenant of that name has
  record Mark(Stage stage, Instant createdAt) {
    boolean ours(Tenant tenant) {
      return stage != Stage.NONE && createdAt.equals(tenant.createdAt());
    }
  }

  Mark of(Tenant tenant) {
    return store
        .get(key(tenant))
        .map(document -> Json.read(document.body(), Mark.class))
        .filter(mark -> mark.createdAt().equals(tenant.createdAt()))
        .orElse(new Mark(Stage.NONE, tenant.createdAt()));
  }

  void set(Tenant tenant, Stage stage) {
    var mark = new Mark(stage, tenant.createdAt());
    boolean _ =
        store.transact(
            tx -> {
              tx.put(key(tenant), Document.of(VERSION, Json.write(mark)));
              return true;
            });
  }

  private static Key key(Tenant tenant) {
    return new Key("exports", tenant.id().value());
  }
}
