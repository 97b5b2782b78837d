package convergence.run;

import convergence.port.Message;
import convergence.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/// The doorbell: this run waits for a worker.
///
/// @param tenant whose turn it takes; null in messages of an earlier version
public record RunRequest(int v, RunId run, @Nullable TenantId tenant) implements Message {
  public static final String TOPIC = "runs";

  public RunRequest(RunId run, TenantId tenant) {
    this(1, run, tenant);
  }

  public RunRequest(RunId run) {
    this(1, run, null);
  }

  @Override
  public String turn() {
    return tenant == null ? "" : tenant.value();
  }

  @Override
  public String topic() {
    return TOPIC;
  }
}
