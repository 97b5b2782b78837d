package convergence.embedded.duckdb.sql;

import java.util.regex.Pattern;

/// Values as the recorder of the corpus wrote them down.
public final class Recorded {
  private static final Pattern PART = Pattern.compile("(\\w+)=([+-]?\\d+)");

  private Recorded() {}

  /// Some intervals went through Python: `relativedelta(years=+1, months=+2)`.
  public static String interval(String text) {
    if (!text.startsWith("relativedelta(")) return text;
    long months = 0;
    long days = 0;
    long micros = 0;
    var parts = PART.matcher(text);
    while (parts.find()) {
      long number = Long.parseLong(parts.group(2));
      switch (parts.group(1)) {
        case "years" -> months += number * 12;
        case "months" -> months += number;
        case "days" -> days += number;
        case "hours" -> micros += number * 3_600_000_000L;
        case "minutes" -> micros += number * 60_000_000;
        case "seconds" -> micros += number * 1_000_000;
        case "microseconds" -> micros += number;
        default -> throw new IllegalArgumentException(text);
      }
    }
    return new Interval(months, days, micros).canonical();
  }
}
