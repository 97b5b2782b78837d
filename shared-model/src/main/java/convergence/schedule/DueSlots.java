package convergence.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What a schedule's slots come to at one moment: a function of the schedule and the time.
///
/// @param begin slots to queue, oldest first
/// @param missed slots to record as missed, oldest first; of very many only the latest
/// @param next the first slot in the future
record DueSlots(List<Fire> begin, List<Fire> missed, Instant next) {
  /// How far back slots are made up for.
  private static final Duration REACH = Duration.ofHours(24);

  private static final int MOST = 24;

  /// A slot that is found this late was not missed: ticks come every minute, and may be late themselves.
  private static final Duration IN_TIME = Duration.ofSeconds(90);

  DueSlots {
    begin = List.copyOf(begin);
    missed = List.copyOf(missed);
  }

  /// @param schedule one that is due
  static DueSlots of(Schedule schedule, Instant first, Instant now) {
    var table = schedule.timetable();
    Instant reach = now.minus(REACH);
    var latest = new ArrayDeque<Fire>();
    var fire = table.after((first.isBefore(reach) ? reach : first).minusNanos(1));
    for (; !fire.at().isAfter(now); fire = table.after(fire.at())) {
      latest.add(fire);
      if (latest.size() > MOST) latest.removeFirst();
    }
    // All of them lie too far back: the one that was to come next stands for them.
    if (latest.isEmpty())
      return new DueSlots(List.of(), List.of(table.after(first.minusNanos(1))), fire.at());
    var begin = new ArrayList<Fire>();
    switch (schedule.catchup()) {
      case ALL -> begin.addAll(latest);
      case LATEST -> begin.add(latest.getLast());
      case NONE -> {
        if (!latest.getLast().at().plus(IN_TIME).isBefore(now)) begin.add(latest.getLast());
      }
    }
    latest.removeAll(begin);
    return new DueSlots(begin, new ArrayList<>(latest), fire.at());
  }

  /// The latest slot that came.
  Instant last() {
    return begin.isEmpty() ? missed.getLast().at() : begin.getLast().at();
  }
}
