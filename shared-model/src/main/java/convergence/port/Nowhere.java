package convergence.port;

import convergence.port.Traces.Active;
import convergence.port.Traces.Kind;
import convergence.port.Traces.Span;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Traces that nobody collects.
final class Nowhere implements Traces, Span, Active {
  static final Traces TRACES = new Nowhere();

  private Nowhere() {}

  @Override
  public Span begin(Kind kind, String name) {
    return this;
  }

  @Override
  public Active within(@Nullable String parent) {
    return this;
  }

  @Override
  public Span child(Kind kind, String name) {
    return this;
  }

  @Override
  public Span tell(String key, String value) {
    return this;
  }

  @Override
  public void failed(String code) {}

  @Override
  public void rename(String name) {}

  @Override
  public @Nullable String traceparent() {
    return null;
  }

  @Override
  public Map<String, String> logged() {
    return Map.of();
  }

  @Override
  public Active activate() {
    return this;
  }

  @Override
  public void end() {}

  @Override
  public void close() {}
}
