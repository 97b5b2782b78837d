package convergence.run;

import java.util.Locale;

/// Who started a run: a key (API), a slot of a schedule, or the admin key and the command line.
public enum TriggerType {
  API,
  SCHEDULER,
  MANUAL;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
