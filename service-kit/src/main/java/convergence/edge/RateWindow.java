package convergence.edge;

/// Counts requests in a sliding window: this window's count, and of the last one the part that still
/// overlaps. Thread-safe.
final class RateWindow {
  private final int limit;
  private final long length;
  private long start;
  private long current;
  private long previous;

  RateWindow(int limit, long lengthMillis, long now) {
    this.limit = limit;
    this.length = lengthMillis;
    this.start = now;
  }

  /// Counts one request, unless the limit is reached.
  synchronized Standing take(long now) {
    slide(now);
    double overlap = 1 - (double) (now - start) / length;
    double used = previous * overlap + current;
    if (used + 1 > limit) return new Standing(false, limit, length, 0, untilFree(now));
    current++;
    return new Standing(
        true, limit, length, (int) Math.max(0, limit - used - 1), start + length - now);
  }

  /// Where the caller stands, without counting a request.
  synchronized Standing look(long now) {
    slide(now);
    double used = previous * (1 - (double) (now - start) / length) + current;
    return new Standing(true, limit, length, (int) Math.max(0, limit - used), start + length - now);
  }

  /// Takes back what [#take] counted: another limit refused the request.
  synchronized void giveBack() {
    if (current > 0) current--;
  }

  synchronized boolean idleAt(long now) {
    return now - start >= 2 * length;
  }

  private void slide(long now) {
    long elapsed = now - start;
    if (elapsed < length) {
      if (elapsed < 0) start = now;
      return;
    }
    previous = elapsed < 2 * length ? current : 0;
    start = elapsed < 2 * length ? start + length : now;
    current = 0;
  }

  /// Milliseconds until one more request fits.
  private long untilFree(long now) {
    if (current < limit) return moment(previous, limit - 1 - current) + start - now;
    return length + moment(current, limit - 1) + start - now;
  }

  /// When, within a window, `count` of the window before has shrunk to `room`.
  private long moment(long count, long room) {
    return count <= room ? 0 : (long) Math.ceil(length * (1 - (double) room / count));
  }

  /// Where a caller stands with one limit.
  ///
  /// @param windowMillis the window's length
  /// @param resetMillis allowed: until the window ends; refused: until one more request fits
  record Standing(boolean allowed, int limit, long windowMillis, int remaining, long resetMillis) {
    long resetSeconds() {
      return Math.max(1, (resetMillis + 999) / 1000);
    }

    /// Of two limits the one that matters more to the caller.
    Standing tighter(Standing other) {
      if (allowed != other.allowed) return allowed ? other : this;
      return (double) remaining / limit <= (double) other.remaining / other.limit ? this : other;
    }
  }
}
