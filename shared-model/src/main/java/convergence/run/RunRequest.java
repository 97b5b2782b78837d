package convergence.run;

import convergence.port.Message;

/// The doorbell: this run waits for a worker.
public record RunRequest(int v, RunId run) implements Message {
  public static final String TOPIC = "runs";

  public RunRequest(RunId run) {
    this(1, run);
  }

  @Override
  public String topic() {
    return TOPIC;
  }
}
