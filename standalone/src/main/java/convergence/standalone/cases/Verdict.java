package convergence.standalone.cases;

import java.util.List;

/// What came of a case.
///
/// @param faults empty: it passed
public record Verdict(String file, String name, long millis, List<String> faults) {
  public Verdict {
    faults = List.copyOf(faults);
  }

  public boolean passed() {
    return faults.isEmpty();
  }

  /// For people.
  public String text() {
    var text = new StringBuilder();
    text.append(passed() ? "ok    " : "FAIL  ").append(file).append(": ").append(name);
    text.append(" (").append(millis).append(" ms)");
    for (var fault : faults) text.append("\n        ").append(fault);
    return text.toString();
  }
}
