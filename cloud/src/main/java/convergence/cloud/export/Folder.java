package convergence.cloud.export;

import convergence.embedded.DataFolder;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.embedded.duckdb.Shelf;
import convergence.embedded.sqlite.SqliteStore;
import convergence.metadata.MetadataTables;
import convergence.port.Cipher;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Query;
import convergence.port.Query.Hit;
import convergence.tenant.Tenant;
import convergence.tenant.TenantId;
import convergence.warehouse.Schemas;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The data folder of an embedded instance that does not run. No class beside those of this package names the embedded
/// adapters: their jars are there for this command only.
public final class Folder implements AutoCloseable {
  private static final int PAGE = 1_000;
  private final ApplicationContext context;
  private final DocumentStore store;
  private final DuckDbWarehouse warehouse;
  private final List<Index> indexes;

  private Folder(ApplicationContext context) {
    this.context = context;
    this.store = context.getBean(SqliteStore.class);
    this.warehouse = context.getBean(DuckDbWarehouse.class);
    this.indexes = List.copyOf(context.getBeansOfType(Index.class));
  }

  /// @param more properties that say how the instance read it, e.g. where its keyset lies
  /// @throws IllegalArgumentException it is used by another process, or cannot be used; the message says what to do
  public static Folder open(Path folder, Map<String, Object> more) {
    var properties = new HashMap<>(more);
    properties.put("convergence.data-dir", folder.toString());
    var context = ApplicationContext.builder().banner(false).properties(properties).build();
    try {
      context.start();
      return new Folder(context);
    } catch (RuntimeException e) {
      context.close();
      for (Throwable t = e; t != null; t = t.getCause())
        if (t instanceof DataFolder.InUse || t instanceof DataFolder.Unusable)
          throw new IllegalArgumentException(t.getMessage(), e);
      throw e;
    }
  }

  static Key key(TenantId tenant) {
    return new Key("tenants", tenant.value());
  }

  /// Brings the rows that still wait into their tables.
  void settle() {
    var tables = context.getBean(MetadataTables.class);
    for (var facts = store.facts(PAGE); !facts.isEmpty(); facts = store.facts(PAGE)) {
      warehouse.append(tables.everywhere(facts));
      store.dropFacts(facts.getLast().seq());
    }
  }

  List<Tenant> tenants() {
    var all = new ArrayList<Tenant>();
    each(
        "tenants",
        "all",
        List.of(),
        hit -> all.add(Json.read(hit.document().body(), Tenant.class)));
    return all;
  }

  List<String> openRuns(TenantId tenant) {
    var all = new ArrayList<String>();
    each("runs", "open", List.of(tenant.value()), hit -> all.add(hit.key().id()));
    return all;
  }

  Optional<Document> get(Key key) {
    return store.get(key);
  }

  /// Every document that a declared index finds.
  ///
  /// @param equal a value for each of its fields but the last
  void each(String collection, String index, List<Object> equal, Consumer<Hit> work) {
    var declared =
        indexes.stream()
            .filter(i -> i.collection().equals(collection) && i.name().equals(index))
            .findFirst()
            .orElseThrow();
    Query.@Nullable Cursor after = null;
    while (true) {
      var hits = store.query(new Query(declared, equal, null, null, false, after, PAGE));
      hits.forEach(work);
      if (hits.size() < PAGE) return;
      after = hits.getLast().cursor();
    }
  }

  Cipher cipher() {
    return context.getBean(Cipher.class);
  }

  Shelf shelf() {
    return warehouse.shelf();
  }

  Schemas schemas() {
    return warehouse.schemas();
  }

  List<String> tables(String dataset) {
    return warehouse.tables(dataset);
  }

  @Override
  public void close() {
    context.close();
  }
}
