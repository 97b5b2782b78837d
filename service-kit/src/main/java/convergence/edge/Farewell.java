package convergence.edge;

import convergence.port.Pulse;
import jakarta.inject.Singleton;

/// Says that this process is going: from then on `/health` is DOWN, and balancers send requests elsewhere while those
/// in work end.
@Singleton
public final class Farewell implements Pulse {
  // Set once, by the thread that stops the process.
  private volatile boolean said;

  public void say() {
    said = true;
  }

  @Override
  public String part() {
    return "stopping";
  }

  @Override
  public State state() {
    return said ? State.DOWN : State.UP;
  }
}
