package convergence.template;

import convergence.warehouse.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parameter that a template declares and a request may set.
///
/// @param fallback taken when the request does not set it, canonical text (may hold variables when STRING);
///     null: NULL
/// @param required the request must set it
/// @param allowed canonical texts; empty: any
/// @param min of a number, decimal text; null: open
/// @param max of a number, decimal text; null: open
/// @param maxLength of a STRING in characters
public record ParameterSpec(
    String name,
    SqlType type,
    @Nullable String fallback,
    boolean required,
    String description,
    List<String> allowed,
    @Nullable String min,
    @Nullable String max,
    int maxLength) {
  static final int MAX_LENGTH = 65_536;

  public ParameterSpec {
    allowed = List.copyOf(allowed);
  }
}
