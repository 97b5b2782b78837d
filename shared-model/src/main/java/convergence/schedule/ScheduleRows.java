package convergence.schedule;

import convergence.port.Document;
import convergence.port.DocumentStore.Tx;
import convergence.port.Fact;
import convergence.port.Index;
import convergence.port.Json;
import convergence.port.Key;
import convergence.port.Readings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How schedules lie in the store, and the rows of `customer_pipeline_configs`.
final class ScheduleRows {
  static final int VERSION = 1;
  static final Index BY_TENANT = new Index("schedules", "by_tenant", List.of("tenant", "created"));

  /// Active ones only, by their next slot.
  static final Index DUE = new Index("schedules", "due", List.of("due"));

  private static final Readings<Schedule> READINGS = new Readings<>(Schedule.class, 1024);

  private ScheduleRows() {}

  static Key key(String id) {
    return new Key("schedules", id);
  }

  static Schedule read(Document document) {
    if (document.version() > VERSION)
      throw new IllegalStateException(
          "schedule written by a newer version: v" + document.version());
    return READINGS.read(document);
  }

  static Optional<Schedule> find(Tx tx, String id) {
    return tx.get(key(id)).map(ScheduleRows::read);
  }

  static void write(Tx tx, Schedule schedule) {
    var fields = new HashMap<String, Object>();
    fields.put("tenant", schedule.tenant().value());
    fields.put("created", schedule.createdAt().toEpochMilli());
    if (schedule.nextRunAt() != null) fields.put("due", schedule.nextRunAt().getEpochSecond());
    tx.put(key(schedule.id()), new Document(VERSION, READINGS.write(schedule), fields));
    tx.emit(row(schedule, schedule.active() ? "ACTIVE" : "PAUSED", schedule.revision()));
  }

  static void delete(Tx tx, Schedule schedule) {
    tx.delete(key(schedule.id()));
    tx.emit(row(schedule, "DELETED", schedule.revision() + 1));
  }

  private static Fact row(Schedule schedule, String state, long seq) {
    var row = new HashMap<String, Object>();
    row.put("config_id", schedule.id());
    row.put("tenant_id", schedule.tenant().value());
    row.put("provider", schedule.template().provider());
    row.put("domain", schedule.template().domain());
    row.put("pipeline_template", schedule.template().template());
    row.put("pipeline_id", schedule.pipelineId());
    row.put("schedule_cron", schedule.cron());
    row.put("timezone", schedule.timezone());
    row.put("is_active", state.equals("ACTIVE"));
    row.put("parameters", Json.write(schedule.parameters()));
    row.put("catchup", schedule.catchup().wire());
    row.put("state", state);
    if (state.equals("ACTIVE")) put(row, "next_run_at", schedule.nextRunAt());
    put(row, "last_run_at", schedule.lastRunAt());
    put(row, "created_at", schedule.createdAt());
    put(row, "updated_at", schedule.updatedAt());
    row.put("row_seq", seq);
    return new Fact("customers", "customer_pipeline_configs_rows", row);
  }

  private static void put(Map<String, Object> row, String name, @Nullable Instant value) {
    if (value != null) row.put(name, value.truncatedTo(ChronoUnit.MICROS));
  }
}
