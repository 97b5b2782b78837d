package convergence.schedule;

import java.util.Locale;

/// The five places of a cron expression: which numbers and names stand there, as bits of a `long`.
enum CronField {
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY("day of month", 1, 31, ""),
  MONTH("month", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"),
  /// 0 and 7 are Sunday.
  WEEKDAY("day of week", 0, 7, "SUNMONTUEWEDTHUFRISAT");

  private final String label;
  private final int least;
  private final int most;

  /// Three letters each.
  private final String names;

  CronField(String label, int least, int most, String names) {
    this.label = label;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /// The numbers that a field's text names.
  ///
  /// @throws IllegalArgumentException a sentence that names the field
  long bits(String text) {
    long bits = 0;
    for (var part : text.split(",", -1)) bits |= part(part);
    return this == WEEKDAY ? sunday(bits) : bits;
  }

  /// Whether the text leaves the field open.
  static boolean isOpen(String text) {
    return text.equals("*") || text.equals("?") || text.equals("*/1");
  }

  private long part(String part) {
    int slash = part.indexOf('/');
    String range = slash < 0 ? part : part.substring(0, slash);
    int step = slash < 0 ? 1 : step(part.substring(slash + 1), part);
    if (range.equals("*")) return steps(least, top(), step);
    if (range.equals("?") && slash < 0 && (this == DAY || this == WEEKDAY))
      return steps(least, top(), 1);
    int dash = range.indexOf('-');
    if (dash < 0) {
      int from = number(range, part);
      return steps(from, slash < 0 ? from : Math.max(from, top()), step);
    }
    int from = number(range.substring(0, dash), part);
    int to = number(range.substring(dash + 1), part);
    // SAT-SUN ends the week; SUN-TUE begins it.
    if (this == WEEKDAY && to == 0 && from > 0) to = 7;
    if (from > to) throw wrong(part, "the range ends before it begins");
    return steps(from, to, step);
  }

  /// Seven is Sunday only where it is named.
  private int top() {
    return this == WEEKDAY ? 6 : most;
  }

  private int step(String text, String part) {
    int step = digits(text);
    if (step < 1 || step > most) throw wrong(part, "a step is a number from 1 to " + most);
    return step;
  }

  private int number(String text, String part) {
    int named = text.length() == 3 ? names.indexOf(text.toUpperCase(Locale.ROOT)) : -1;
    int number = named >= 0 && named % 3 == 0 ? named / 3 + least : digits(text);
    if (number < least || number > most)
      throw wrong(
          part,
          "it takes numbers from %d to %d%s"
              .formatted(
                  least,
                  most,
                  names.isEmpty()
                      ? ""
                      : ", "
                          + names.substring(0, 3)
                          + " to "
                          + names.substring(names.length() - 3)));
    return number;
  }

  /// -1: not one to three digits.
  private static int digits(String text) {
    if (text.isEmpty() || text.length() > 3) return -1;
    for (int i = 0; i < text.length(); i++)
      if (text.charAt(i) < '0' || text.charAt(i) > '9') return -1;
    return Integer.parseInt(text);
  }

  private static long steps(int from, int to, int step) {
    long bits = 0;
    for (int i = from; i <= to; i += step) bits |= 1L << i;
    return bits;
  }

  private static long sunday(long bits) {
    return (bits & 1L << 7) == 0 ? bits : (bits | 1) & ~(1L << 7);
  }

  private IllegalArgumentException wrong(String part, String why) {
    return new IllegalArgumentException(
        "The cron expression's %s cannot be \"%s\": %s.".formatted(label, part, why));
  }
}
