package convergence.run;

import convergence.port.Message;
import convergence.tenant.TenantId;

/// The completion event: this run has ended, its tenant may have a free slot.
public record RunFinished(int v, RunId run, TenantId tenant) implements Message {
  public static final String TOPIC = "run-events";

  public RunFinished(RunId run, TenantId tenant) {
    this(1, run, tenant);
  }

  @Override
  public String topic() {
    return TOPIC;
  }
}
