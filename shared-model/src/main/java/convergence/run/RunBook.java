package convergence.run;

import convergence.port.Document;
import convergence.port.DocumentStore.Tx;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Readings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How runs lie in the store: keys, index fields, and the facts that go with each change.
final class RunBook {
  static final int VERSION = 1;
  static final Index BY_TENANT = new Index("runs", "by_tenant", List.of("tenant", "started"));
  static final Index OPEN = new Index("runs", "open", List.of("open_tenant", "started"));
  static final Index ENDED_BADLY =
      new Index("runs", "ended_badly", List.of("tenant", "bad_end", "started"));
  static final Index RUNNING = new Index("runs", "running", List.of("running"));

  /// A field for counting, in no index.
  static final String OPEN_STATUS = "open_status";

  static final Index DUE = new Index("runs", "due", List.of("due"));

  private static final Readings<Run> READINGS = new Readings<>(Run.class, 4096);

  private RunBook() {}

  static Key key(RunId id) {
    return new Key("runs", id.toString());
  }

  static Key planKey(String hash) {
    return new Key("plans", hash);
  }

  static Key openKey(String hash) {
    return new Key("open", hash);
  }

  static Run read(Document document) {
    if (document.version() > VERSION)
      throw new IllegalStateException("run written by a newer version: v" + document.version());
    return READINGS.read(document);
  }

  static Optional<Run> find(Tx tx, RunId id) {
    return tx.get(key(id)).map(RunBook::read);
  }

  /// Writes the run, and the facts of what changed since `before` (absent for a new run).
  static void write(Tx tx, Optional<Run> before, Run run) {
    tx.put(key(run.id()), new Document(VERSION, READINGS.write(run), fields(run)));
    if (before.isEmpty() || before.get().revision() != run.revision())
      tx.emit(MetadataRows.run(run));
    for (var step : run.steps()) {
      var old = before.flatMap(b -> b.step(step.stepId()));
      if (old.isEmpty() || old.get().revision() != step.revision())
        tx.emit(MetadataRows.step(run, step));
    }
  }

  private static Map<String, Object> fields(Run run) {
    var fields = new HashMap<String, Object>();
    long started = micros(run.acceptedAt());
    fields.put("tenant", run.tenant().value());
    fields.put("started", started);
    if (run.state().open()) {
      fields.put("open_tenant", run.tenant().value());
      fields.put(OPEN_STATUS, run.state().status());
    }
    switch (run.state()) {
      case RunState.Failed _, RunState.Cancelled _ -> fields.put("bad_end", run.state().status());
      case RunState.Running running -> fields.put("running", micros(running.since()));
      case RunState.Pending _, RunState.Completed _ -> {}
    }
    if (run.dueAt() != null) fields.put("due", run.dueAt().toEpochMilli());
    return fields;
  }

  /// Index order of acceptance: microseconds, so that a page rarely splits equal instants.
  static long micros(java.time.Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
