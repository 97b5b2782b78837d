package convergence.embedded.queue;

import java.time.Duration;

/// When a message is handed out again, and when it is given up.
///
/// @param first the pause after the first delivery; it doubles with each further one
/// @param longest no pause is longer
/// @param deliveries after so many it is a dead letter
record BackOff(Duration first, Duration longest, int deliveries) {
  static final BackOff USUAL = new BackOff(Duration.ofMillis(10), Duration.ofSeconds(30), 20);

  Duration after(int delivered) {
    var pause = first.multipliedBy(1L << Math.min(30, delivered - 1));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
