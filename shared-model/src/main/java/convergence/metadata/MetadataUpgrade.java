package convergence.metadata;

import convergence.directory.TenantDirectory;
import convergence.port.Warehouse;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Gatherers;

/// Brings every metadata table to what this release declares: the central ones and those of each tenant in the
/// ledger. All of it is compared before anything is changed, and nothing is changed where something would be lost.
/// Doing it again, or twice at once, or after it died, ends with the same tables.
@Singleton
public final class MetadataUpgrade {
  /// Requests about one dataset wait for each other; datasets do not.
  private static final int AT_ONCE = 8;

  private final TenantDirectory tenants;
  private final MetadataTables tables;
  private final Inspection inspection;

  public MetadataUpgrade(TenantDirectory tenants, MetadataTables tables, Warehouse warehouse) {
    this.tenants = tenants;
    this.tables = tables;
    this.inspection = new Inspection(warehouse);
  }

  /// @param refused what would be lost, each beginning with `dataset.table.column`; not empty: nothing was changed
  public record Outcome(int made, int changed, int unchanged, List<String> refused) {
    public Outcome {
      refused = List.copyOf(refused);
    }
  }

  /// @param dry compare only
  /// @param told takes a line for each dataset, table and view once it is done, and all lines of a dry run
  public Outcome run(boolean dry, Consumer<String> told) {
    var found = inspect();
    var all = found.values().stream().flatMap(List::stream).toList();
    var refused = new ArrayList<String>();
    for (var finding : all) if (finding instanceof Finding.Lossy lossy) refused.addAll(lossy.why());
    if (!refused.isEmpty()) return new Outcome(0, 0, 0, refused);
    if (dry) all.forEach(finding -> told.accept(line(finding)));
    else
      found.entrySet().stream()
          .gather(Gatherers.mapConcurrent(AT_ONCE, each -> ensured(each.getKey(), each.getValue())))
          .forEach(done -> done.forEach(finding -> told.accept(line(finding))));
    return new Outcome(
        count(all, Finding.Missing.class),
        count(all, Finding.Differs.class),
        count(all, Finding.Same.class),
        List.of());
  }

  /// A dataset of ours, and which tables belong into it.
  private record Place(String dataset, String kind) {}

  private Map<Place, List<Finding>> inspect() {
    var places = new ArrayList<Place>();
    places.add(new Place("tenants", "tenants"));
    places.add(new Place("customers", "customers"));
    for (var id : tenants.all())
      tenants.find(id).ifPresent(tenant -> places.add(new Place(tenant.dataset(), "tenant")));
    var found = new LinkedHashMap<Place, List<Finding>>();
    places.stream()
        .gather(Gatherers.mapConcurrent(AT_ONCE, place -> Map.entry(place, inspected(place))))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  private List<Finding> inspected(Place place) {
    return inspection.of(place.dataset(), tables.declared(place.kind()));
  }

  /// What is as declared is ensured too: another process may have died half-way through making it.
  private List<Finding> ensured(Place place, List<Finding> findings) {
    var _ = tables.ensure(place.dataset(), tables.declared(place.kind()));
    return findings;
  }

  private static String line(Finding finding) {
    return finding.subject()
        + ": "
        + switch (finding) {
          case Finding.Missing _ -> "created";
          case Finding.Same _ -> "unchanged";
          case Finding.Differs differs -> String.join(", ", differs.how());
          case Finding.Lossy lossy -> String.join(", ", lossy.why());
        };
  }

  private static int count(List<Finding> findings, Class<? extends Finding> kind) {
    return Math.toIntExact(findings.stream().filter(kind::isInstance).count());
  }
}
