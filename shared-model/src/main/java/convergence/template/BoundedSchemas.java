package convergence.template;

import convergence.warehouse.Schemas;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The tables as one step may see them: those within the boundary, and those that earlier steps of the plan
/// will have made. What it was asked for and did not show, it remembers.
final class BoundedSchemas implements Schemas {
  private final Schemas base;
  private final Boundary boundary;
  private final Map<TableRef, Optional<TableSchema>> made;
  private final Set<TableRef> outside = ConcurrentHashMap.newKeySet();
  private final Set<TableRef> missing = ConcurrentHashMap.newKeySet();

  /// @param made by earlier steps; empty: made, but with columns that nobody knows yet
  BoundedSchemas(Schemas base, Boundary boundary, Map<TableRef, Optional<TableSchema>> made) {
    this.base = base;
    this.boundary = boundary;
    this.made = made;
  }

  @Override
  public Optional<TableSchema> find(TableRef table) {
    if (!boundary.allows(table)) {
      outside.add(table);
      return Optional.empty();
    }
    var earlier = made.get(table);
    var found = earlier != null && earlier.isPresent() ? earlier : base.find(table);
    if (found.isEmpty()) missing.add(table);
    if (found.isPresent() && Boundary.isSystemTable(table.table()))
      return found.map(BoundedSchemas::closed);
    return found;
  }

  /// Of what is no table by itself the name alone decides: its tables lie in the same dataset.
  @Override
  public Optional<TableSchema> source(TableRef table) {
    if (boundary.allows(table)) return Schemas.super.source(table);
    outside.add(table);
    return Optional.empty();
  }

  @Override
  public List<String> tables(String dataset) {
    var names = new TreeSet<>(base.tables(dataset));
    for (var table : made.keySet())
      if (table.project() == null && table.dataset().equals(dataset)) names.add(table.table());
    names.removeIf(name -> !boundary.allows(TableRef.of(dataset, name)));
    return List.copyOf(names);
  }

  /// The system's own views show a tenant its own rows only; what lies below them is not the tenant's to name.
  private static TableSchema closed(TableSchema view) {
    return new TableSchema(
        view.columns(), view.partitionField(), view.clusterFields(), null, view.labels());
  }

  /// Other answers, other version: the same base within another boundary must not share what was analysed.
  @Override
  public long version() {
    long mixed = base.version();
    for (Object part :
        List.of(boundary.dataset(), Set.copyOf(boundary.sources()), Map.copyOf(made)))
      mixed = mixed * 0x9E3779B97F4A7C15L + part.hashCode();
    return mixed | Long.MIN_VALUE;
  }

  /// Tables beyond the boundary that were asked for.
  Set<TableRef> outside() {
    return new LinkedHashSet<>(outside);
  }

  /// Tables within the boundary that do not exist.
  Set<TableRef> missing() {
    return new LinkedHashSet<>(missing);
  }

  boolean isMade(TableRef table) {
    return made.containsKey(table);
  }

  /// Whether an earlier step makes this table without telling its columns.
  boolean isMadeBlindly(TableRef table) {
    var earlier = made.get(table);
    return earlier != null && earlier.isEmpty();
  }
}
