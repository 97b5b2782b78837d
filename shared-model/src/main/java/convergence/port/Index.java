package convergence.port;

import java.util.List;

/// A declared query shape: equality on all fields but the last, a range and order on the last. Every
/// index in use is a constant of its book and listed by `Indexes`, so that adapters and Terraform know it.
///
/// @param fields at least one field name; only documents that have all of them are found
public record Index(String collection, String name, List<String> fields) {
  public Index {
    fields = List.copyOf(fields);
    if (fields.isEmpty()) throw new IllegalArgumentException("an index names a field");
  }

  public String ordered() {
    return fields.getLast();
  }
}
