package convergence.edge;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Routes that a service beside the gateway adds to the OpenAPI document: YAML with `paths`, and `tags` and
/// `components` where it needs its own.
public interface ApiPart {
  /// A new stream; null: not on the class path.
  @Nullable InputStream openapi();
}
