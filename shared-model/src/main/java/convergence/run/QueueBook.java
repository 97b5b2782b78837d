package convergence.run;

import convergence.port.Document;
import convergence.port.DocumentStore.Tx;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Readings;
import convergence.tenant.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How queued runs lie in the store: keys, index fields, and the rows of `scheduled_pipeline_runs`.
final class QueueBook {
  static final int VERSION = 1;

  /// What waits, by tenant and then by age, in one text: so the next tenant that waits is one look-up away.
  static final Index WAITING = new Index("scheduled_runs", "waiting", List.of("waiting"));

  /// What never came into the ledger, for lists of runs.
  static final Index UNSTARTED =
      new Index("scheduled_runs", "unstarted", List.of("unstarted_tenant", "noted"));

  /// By the end, for counting.
  static final Index COMPLETED = new Index("scheduled_runs", "completed", List.of("completed"));

  private static final Readings<QueuedRun> READINGS = new Readings<>(QueuedRun.class, 1024);

  private QueueBook() {}

  static Key key(RunId id) {
    return new Key("scheduled_runs", id.toString());
  }

  static QueuedRun read(Document document) {
    if (document.version() > VERSION)
      throw new IllegalStateException(
          "queued run written by a newer version: v" + document.version());
    return READINGS.read(document);
  }

  static Optional<QueuedRun> find(Tx tx, RunId id) {
    return tx.get(key(id)).map(QueueBook::read);
  }

  static void write(Tx tx, QueuedRun run) {
    tx.put(key(run.id()), new Document(VERSION, READINGS.write(run), fields(run)));
    tx.emit(row(run));
  }

  /// Follows the run to its end, in the transaction that ends it.
  static void ended(Tx tx, Run run) {
    var at = Objects.requireNonNull(run.endedAt());
    find(tx, run.id())
        .ifPresent(
            entry -> {
              var startedAt = entry.state() instanceof QueueState.Started s ? s.at() : at;
              write(tx, entry.in(new QueueState.Ended(startedAt, at, run.state().status())));
            });
  }

  /// Lowest `waiting` of a tenant.
  static String first(TenantId tenant) {
    return tenant + "/";
  }

  /// Higher than every `waiting` of the tenant, and lower than all behind it: `0` follows `/`.
  static String behind(TenantId tenant) {
    return tenant + "0";
  }

  private static Map<String, Object> fields(QueuedRun run) {
    var fields = new HashMap<String, Object>();
    long noted = RunBook.micros(run.queuedAt());
    switch (run.state()) {
      case QueueState.Waiting _ -> {
        fields.put(
            "waiting",
            first(run.tenant())
                + padded(noted, 20)
                + "/"
                + padded(run.slot().getEpochSecond(), 12));
        unstarted(fields, run, noted);
      }
      case QueueState.Skipped _ -> unstarted(fields, run, noted);
      case QueueState.Ended ended -> {
        if (ended.status().equals("COMPLETED")) fields.put("completed", ended.at().toEpochMilli());
      }
      case QueueState.Started _ -> {}
    }
    return fields;
  }

  /// With zeros in front, so that texts order as numbers do.
  private static String padded(long number, int digits) {
    String text = Long.toString(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  private static void unstarted(Map<String, Object> fields, QueuedRun run, long noted) {
    fields.put("unstarted_tenant", run.tenant().value());
    fields.put("noted", noted);
  }

  private static Fact row(QueuedRun run) {
    var row = new HashMap<String, Object>();
    row.put("pipeline_logging_id", run.id().toString());
    row.put("config_id", run.configId());
    row.put("tenant_id", run.tenant().value());
    row.put("provider", run.template().provider());
    row.put("domain", run.template().domain());
    row.put("pipeline_template", run.template().template());
    row.put("pipeline_id", run.pipelineId());
    row.put("scheduled_time", run.slot());
    row.put("scheduled_date", run.date());
    row.put("state", run.state().wire());
    row.put("queued_at", run.queuedAt().truncatedTo(ChronoUnit.MICROS));
    switch (run.state()) {
      case QueueState.Waiting _ -> {}
      case QueueState.Started s -> put(row, "started_at", s.at());
      case QueueState.Ended s -> {
        put(row, "started_at", s.startedAt());
        put(row, "ended_at", s.at());
      }
      case QueueState.Skipped s -> {
        put(row, "ended_at", s.at());
        row.put("reason", s.reason().wire());
        row.put("reason_detail", s.detail());
        if (s.by() != null) row.put("blocking_run_id", s.by().toString());
      }
    }
    row.put("row_seq", run.revision());
    return new Fact("customers", "scheduled_pipeline_runs_rows", row);
  }

  private static void put(Map<String, Object> row, String name, @Nullable Instant value) {
    if (value != null) row.put(name, value.truncatedTo(ChronoUnit.MICROS));
  }
}
