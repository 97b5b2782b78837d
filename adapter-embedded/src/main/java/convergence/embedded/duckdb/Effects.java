package convergence.embedded.duckdb;

import convergence.warehouse.JobId;
import convergence.warehouse.JobResult;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The table `_convergence.effects`: which job ids took effect, written by the very transaction that took it.
/// The primary key is what keeps an id from taking effect twice.
final class Effects {
  /// What became of an id.
  sealed interface Effect {
    /// @param config hash of the job's configuration
    record Done(long rows, long bytes, String config) implements Effect {
      JobResult attached() {
        return new JobResult(rows, bytes, true);
      }
    }

    /// It takes no effect any more.
    record Forbidden() implements Effect {}
  }

  private static final String DONE = "DONE";
  private static final String FORBIDDEN = "FORBIDDEN";
  private final InstantSource clock;

  Effects(InstantSource clock) {
    this.clock = clock;
  }

  static void create(Session session) throws SQLException {
    session.execute(
        """
        CREATE TABLE IF NOT EXISTS _convergence.effects (
          job_id VARCHAR PRIMARY KEY, outcome VARCHAR, "rows" BIGINT, bytes BIGINT, config VARCHAR,
          "at" TIMESTAMPTZ)""");
  }

  Optional<Effect> find(Session session, JobId id) throws SQLException {
    return Optional.ofNullable(
        session.first(
            "SELECT outcome, \"rows\", bytes, config FROM _convergence.effects WHERE job_id = $1",
            List.of(id.value()),
            row ->
                row.getString(1).equals(FORBIDDEN)
                    ? new Effect.Forbidden()
                    : new Effect.Done(row.getLong(2), row.getLong(3), row.getString(4))));
  }

  void done(Session session, JobId id, Effect.Done effect) throws SQLException {
    insert(session, id, DONE, effect);
  }

  void forbidden(Session session, JobId id) throws SQLException {
    insert(session, id, FORBIDDEN, new Effect.Done(0, 0, ""));
  }

  /// Forgets ids that are older, but for those to keep.
  static long forget(Session session, Instant before, List<String> keep) throws SQLException {
    return session.execute(
        """
        DELETE FROM _convergence.effects
        WHERE "at" < CAST($1 AS TIMESTAMPTZ) AND job_id NOT IN (SELECT unnest(string_split($2, ',')))""",
        before.toString(),
        String.join(",", keep));
  }

  private void insert(Session session, JobId id, String outcome, Effect.Done effect)
      throws SQLException {
    session.execute(
        "INSERT INTO _convergence.effects VALUES ($1, $2, $3, $4, $5, $6)",
        id.value(),
        outcome,
        Long.toString(effect.rows()),
        Long.toString(effect.bytes()),
        effect.config(),
        clock.instant().toString());
  }
}
