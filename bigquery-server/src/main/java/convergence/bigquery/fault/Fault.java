package convergence.bigquery.fault;

import convergence.bigquery.http.ApiException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/// A rule: what goes wrong, where, and how often.
///
/// Its text is the kind and then options, e.g. `503-after; on=jobs.insert; times=2`.
///
/// @param on a method of the API (`jobs.insert`, `AppendRows`), or for a fault of jobs their type
///     (`QUERY`, `LOAD`, `COPY`, `EXTRACT`); `*` at its end stands for any rest
/// @param match found in the names within the request's path, or in the job's id; all when empty
/// @param skip so many go well first
/// @param times so many go wrong, then the rule is spent
/// @param delay of the slow kinds
/// @param rows that a partial append keeps
public record Fault(
    Kind kind, String on, Pattern match, int skip, int times, Duration delay, int rows) {

  /// What goes wrong.
  public enum Kind {
    /// backendError, and nothing was done.
    UNAVAILABLE_BEFORE("503-before"),
    /// backendError, though all was done.
    UNAVAILABLE_AFTER("503-after"),
    /// internalError, and nothing was done.
    INTERNAL_BEFORE("500-before"),
    /// internalError, though all was done.
    INTERNAL_AFTER("500-after"),
    RATE_LIMIT("403-rate"),
    QUOTA("403-quota"),
    TOO_MANY("429"),
    /// The connection is cut, and nothing was done.
    LOST_BEFORE("lost-before"),
    /// The connection is cut instead of an answer, though all was done.
    LOST_AFTER("lost-after"),
    /// The answer comes late.
    SLOW("slow"),
    /// The first rows of an `insertAll` are kept, the others are told as errors.
    PARTIAL("partial"),
    /// The job stays RUNNING for a while before it does anything.
    JOB_SLOW("job-slow"),
    /// The job stays RUNNING, having done nothing, until it is cancelled or the faults are cleared.
    JOB_STUCK("job-stuck"),
    /// As [#JOB_STUCK], but a cancel does not reach it.
    JOB_DEAF("job-deaf"),
    /// The job has done all, and stays RUNNING until the faults are cleared.
    JOB_LINGERS("job-lingers"),
    /// The job ends with a backendError, having done nothing.
    JOB_FAILS("job-fails"),
    /// The job ends with rateLimitExceeded, having done nothing.
    JOB_RATE("job-rate");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    boolean isOfJobs() {
      return word.startsWith("job-");
    }

    static Kind of(String word) {
      for (var kind : values()) if (kind.word.equals(word)) return kind;
      throw ApiException.invalid(
          "No fault is called "
              + word
              + "; there are "
              + Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", ")));
    }
  }

  private static final int ALL = Integer.MAX_VALUE;

  /// The next one, anywhere.
  public static Fault of(Kind kind) {
    return new Fault(kind, "*", Pattern.compile(""), 0, 1, Duration.ofSeconds(2), 1);
  }

  /// @throws ApiException not the text of a rule
  public static Fault of(String text) {
    var parts = text.split(";");
    var fault = of(Kind.of(parts[0].strip().toLowerCase(Locale.ROOT)));
    for (int i = 1; i < parts.length; i++) {
      var option = parts[i].strip().split("=", 2);
      if (option.length != 2) throw ApiException.invalid("Not an option of a fault: " + parts[i]);
      fault = fault.with(option[0].strip(), option[1].strip());
    }
    return fault;
  }

  private Fault with(String option, String value) {
    try {
      return switch (option) {
        case "on" -> on(value);
        case "match" -> new Fault(kind, on, Pattern.compile(value), skip, times, delay, rows);
        case "skip" -> skip(Integer.parseInt(value));
        case "times" -> value.equals("all") ? times(ALL) : times(Integer.parseInt(value));
        case "ms" -> delay(Duration.ofMillis(Long.parseLong(value)));
        case "rows" -> new Fault(kind, on, match, skip, times, delay, Integer.parseInt(value));
        default -> throw ApiException.invalid("A fault has no option called " + option);
      };
    } catch (NumberFormatException | PatternSyntaxException e) {
      throw ApiException.invalid("Invalid value for " + option + ": " + value);
    }
  }

  public Fault on(String where) {
    return new Fault(kind, where, match, skip, times, delay, rows);
  }

  public Fault skip(int first) {
    return new Fault(kind, on, match, first, times, delay, rows);
  }

  public Fault times(int many) {
    return new Fault(kind, on, match, skip, many, delay, rows);
  }

  public Fault delay(Duration late) {
    return new Fault(kind, on, match, skip, times, late, rows);
  }

  boolean isOn(String where, String names) {
    boolean named =
        on.endsWith("*") ? where.startsWith(on.substring(0, on.length() - 1)) : where.equals(on);
    return named && match.matcher(names).find();
  }

  /// As it is written.
  public String text() {
    var text = new StringBuilder(kind.word()).append("; on=").append(on);
    if (!match.pattern().isEmpty()) text.append("; match=").append(match.pattern());
    if (skip > 0) text.append("; skip=").append(skip);
    text.append("; times=").append(times == ALL ? "all" : String.valueOf(times));
    if (kind == Kind.SLOW || kind == Kind.JOB_SLOW) text.append("; ms=").append(delay.toMillis());
    if (kind == Kind.PARTIAL) text.append("; rows=").append(rows);
    return text.toString();
  }
}
