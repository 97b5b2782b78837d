package convergence.bigquery.rest;

import com.google.api.client.util.GenericData;
import convergence.bigquery.fault.Fault;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `/faults`: rules in, rules out. Not of BigQuery: for tests that have no hold of the server but
/// its port.
public final class FaultRoutes {
  private final Faults faults;

  public FaultRoutes(Faults faults) {
    this.faults = faults;
  }

  /// A rule a line.
  public Answer add(Call call) {
    var rules =
        new String(call.bytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .map(Fault::of)
            .toList();
    rules.forEach(faults::add);
    return list(call);
  }

  public Answer list(Call call) {
    List<String> rules = faults.rules().stream().map(Fault::text).toList();
    return Answer.ok(new GenericData().set("rules", rules).set("struck", faults.struck()));
  }

  public Answer clear(Call call) {
    faults.clear();
    return list(call);
  }
}
