package convergence.embedded.duckdb;

import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.TableRef;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What GoogleSQL's statements have said of a table besides its [convergence.warehouse.TableSchema].
///
/// @param kind as INFORMATION_SCHEMA.TABLES shows it: `BASE TABLE`, `CLONE`, `SNAPSHOT`, `VIEW`, `MATERIALIZED VIEW`
/// @param parameters of columns' types, such as `(10, 2)`, by the column's name
/// @param defaults expressions of GoogleSQL, by the column's name
/// @param options names and GoogleSQL literals
/// @param from of a clone or snapshot: the table that it was made of
public record TableDetails(
    String kind,
    @Nullable Partitioning partitioning,
    Map<String, String> parameters,
    Map<String, String> defaults,
    Map<String, String> options,
    Instant created,
    @Nullable TableRef from) {
  public TableDetails {
    parameters = Map.copyOf(parameters);
    defaults = Map.copyOf(defaults);
    options = Map.copyOf(options);
  }

  static final String BASE = "BASE TABLE";

  static TableDetails base(@Nullable Partitioning partitioning, Instant created) {
    return new TableDetails(BASE, partitioning, Map.of(), Map.of(), Map.of(), created, null);
  }

  TableDetails withOptions(Map<String, String> changed) {
    return new TableDetails(kind, partitioning, parameters, defaults, changed, created, from);
  }

  /// When the table goes; empty: never.
  public Optional<Instant> expires() {
    String literal = options.get(StoredTable.EXPIRATION);
    if (literal == null || literal.equals("NULL")) return Optional.empty();
    return Optional.of(Instant.parse(literal.replaceFirst("^TIMESTAMP ", "").replace("\"", "")));
  }

  /// The pseudo-column `_PARTITIONTIME` is stored beside the table's own columns.
  boolean byIngestion() {
    return partitioning != null && partitioning.column() == null;
  }
}
