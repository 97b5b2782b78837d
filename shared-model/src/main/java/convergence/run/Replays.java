package convergence.run;

import convergence.port.Document;
import convergence.port.Index;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Documents that answer a repeated Idempotency-Key. They count for a day; then they are in the way.
public final class Replays {
  static final Index BY_AGE = new Index("idempotency", "by_age", List.of("since"));

  static final Duration KEPT = Duration.ofDays(2);

  private Replays() {}

  /// @param at when the first answer was given
  public static Document document(String json, Instant at) {
    return new Document(
        1,
        json,
        Map.of("since", at.toEpochMilli(), Document.EXPIRES, at.plus(KEPT).toEpochMilli()));
  }
}
