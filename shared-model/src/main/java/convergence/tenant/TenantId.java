package convergence.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// An organisation's name: 3 to 64 letters, digits, `_` or `-` (seed 000 §7).
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {
  private static final Pattern SHAPE = Pattern.compile("[a-zA-Z0-9_-]{3,64}");
  private static final Set<String> RESERVED =
      Set.of(
          "tenants",
          "customers",
          "information_schema",
          "main",
          "temp",
          "system",
          "pg_catalog",
          "onboard",
          "_convergence");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TenantId {
    if (!SHAPE.matcher(value).matches())
      throw new IllegalArgumentException(
          "a tenant_id has 3 to 64 letters, digits, underscores or hyphens");
  }

  /// Names that the system uses itself; no tenant may have one.
  public boolean isReserved() {
    return RESERVED.contains(value.toLowerCase(Locale.ROOT)) || value.startsWith("__");
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
