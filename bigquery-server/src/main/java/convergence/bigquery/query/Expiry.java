package convergence.bigquery.query;

import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// Results of queries go after a day, as in the service: looked for at most once an hour, by
/// whoever brings a new one.
final class Expiry {
  private static final Duration KEPT = Duration.ofDays(1);
  private static final Duration PAUSE = Duration.ofHours(1);
  private final House house;
  private final Results results;
  private final InstantSource clock;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.EPOCH);

  Expiry(House house, Results results, InstantSource clock) {
    this.house = house;
    this.results = results;
    this.clock = clock;
  }

  void look() {
    Instant now = clock.instant();
    Instant due = next.get();
    if (now.isBefore(due) || !next.compareAndSet(due, now.plus(PAUSE))) return;
    Instant first = now.minus(KEPT);
    results.deleteBefore(first);
    for (var table : house.hidden()) {
      var details = house.details(table);
      if (details.isPresent() && details.get().created().isBefore(first)) {
        var _ =
            house.execute(
                Order.of(table.project(), "DROP TABLE IF EXISTS " + Literals.table(table)));
      }
    }
  }
}
