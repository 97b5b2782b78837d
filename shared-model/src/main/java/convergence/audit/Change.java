package convergence.audit;

import java.util.Map;

/// What was changed.
///
/// @param action a stable name, e.g. `api_key.rotated`
/// @param target id of what was changed
/// @param details JSON values; never a secret
public record Change(String action, String target, Map<String, Object> details) {
  public Change {
    details = Map.copyOf(details);
  }
}
