package convergence.port;

import java.util.Collections;
import java.util.Map;

/// One row of a metadata table, emitted by the transaction whose change it tells. Rows travel to the
/// warehouse later, in the order of their numbers, at least once; a table's view removes doubles.
///
/// @param dataset the warehouse dataset, e.g. `tenants` or a tenant's
/// @param table a table declared in configs/metadata/schemas
/// @param row column name → value: `String`, `Long`, `Double`, `Boolean`, `Instant`, `LocalDate`, a list
///     of strings, or null (absent). JSON columns take JSON text, BYTES
///     columns Base64. Handed over: nobody changes it any more, since a copy of each was a twentieth of what a slot costs
public record Fact(String dataset, String table, Map<String, Object> row) {
  public Fact {
    row = Collections.unmodifiableMap(row);
  }

  /// A fact with the number that the store gave it: grows with commit order, never reused.
  public record Numbered(long seq, Fact fact) {}
}
