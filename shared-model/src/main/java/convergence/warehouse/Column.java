package convergence.warehouse;

import java.util.List;

/// A column, or a field of a STRUCT.
///
/// @param repeated an ARRAY of `type`
/// @param required never NULL (an array never is)
/// @param fields of a STRUCT, in order; empty otherwise
/// @param description shown in catalogues, may be empty
public record Column(
    String name,
    SqlType type,
    boolean repeated,
    boolean required,
    List<Column> fields,
    String description) {
  public Column {
    fields = List.copyOf(fields);
    if ((type == SqlType.STRUCT) == fields.isEmpty())
      throw new IllegalArgumentException("a STRUCT has fields, others have none: " + name);
  }

  public static Column of(String name, SqlType type) {
    return new Column(name, type, false, false, List.of(), "");
  }

  public static Column repeated(String name, SqlType type) {
    return new Column(name, type, true, false, List.of(), "");
  }

  public static Column struct(String name, Column... fields) {
    return new Column(name, SqlType.STRUCT, false, false, List.of(fields), "");
  }

  public static Column repeatedStruct(String name, Column... fields) {
    return new Column(name, SqlType.STRUCT, true, false, List.of(fields), "");
  }
}
