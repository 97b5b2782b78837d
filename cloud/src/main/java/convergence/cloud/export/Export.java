package convergence.cloud.export;

import convergence.metadata.MetadataTables;
import convergence.port.Cipher;
import convergence.port.DocumentStore;
import convergence.port.Warehouse;
import convergence.quota.Plans;
import convergence.tenant.Tenant;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Moves every tenant of a folder, each in two stages that a mark over there remembers: first its tables, as often as it
/// takes; then its documents, each of which is written once and never again. So a call that died is finished by the
/// next, and one after the end changes nothing.
public final class Export {
  private final Folder from;
  private final DocumentStore store;
  private final Warehouse warehouse;
  private final Plans plans;
  private final Marks marks;
  private final Tables tables;
  private final Documents documents;
  private final Consumer<String> told;

  /// @param to the beans of the Google foundation
  /// @param told takes a line for each table and tenant
  public Export(Folder from, ApplicationContext to, Consumer<String> told) {
    this.from = from;
    this.store = to.getBean(DocumentStore.class);
    this.warehouse = to.getBean(Warehouse.class);
    this.plans = to.getBean(Plans.class);
    this.marks = new Marks(store);
    this.told = told;
    var seal = new Resealing(from.cipher(), to.getBean(Cipher.class));
    var metadata = to.getBean(MetadataTables.class);
    this.tables = new Tables(from, new Loading(warehouse, seal), metadata, told);
    this.documents = new Documents(from, store, seal);
  }

  /// @return why nothing was moved, or what is not over there as it is here; empty: everything is
  public List<String> run() throws IOException {
    from.settle();
    var tenants = from.tenants();
    var refused = new ArrayList<String>();
    for (var tenant : tenants) refuse(tenant, refused);
    if (!refused.isEmpty()) return refused;
    tables.prepare();
    var differs = new ArrayList<String>();
    for (var tenant : tenants) differs.addAll(move(tenant));
    return differs;
  }

  private void refuse(Tenant tenant, List<String> refused) {
    String name = tenant.id().value();
    if (marks.of(tenant).stage() == Marks.Stage.DONE) return;
    for (var run : from.openRuns(tenant.id()))
      refused.add("%s: run %s is open; let it end or cancel it".formatted(name, run));
    if (plans.find(tenant.plan()).isEmpty())
      refused.add("%s: there is no plan %s over there".formatted(name, tenant.plan()));
    refused.addAll(documents.unopened(tenant));
    boolean there =
        store.get(Folder.key(tenant.id())).isPresent()
            || !warehouse.tables(tenant.dataset()).isEmpty();
    if (there && !marks.of(tenant).ours(tenant))
      refused.add(name + ": exists over there already, with other content");
  }

  private List<String> move(Tenant tenant) throws IOException {
    var stage = marks.of(tenant).stage();
    if (stage == Marks.Stage.DONE) {
      told.accept(tenant.id() + ": moved before");
      return List.of();
    }
    if (stage != Marks.Stage.DOCUMENTS) {
      marks.set(tenant, Marks.Stage.TABLES);
      var differs = tables.move(tenant);
      if (!differs.isEmpty()) return differs;
      marks.set(tenant, Marks.Stage.DOCUMENTS);
    }
    var moved = documents.move(tenant);
    var missing = documents.missing(tenant);
    told.accept(
        "%s: %d documents%s"
            .formatted(
                tenant.id(), moved, missing.isEmpty() ? "" : ", " + missing.size() + " missing"));
    if (missing.isEmpty()) marks.set(tenant, Marks.Stage.DONE);
    return missing;
  }
}
