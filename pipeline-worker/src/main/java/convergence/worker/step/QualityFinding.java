package convergence.worker.step;

import convergence.template.QualityCheck;
import convergence.template.QualityCheck.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one check found.
///
/// @param problem what breaks the rule, one sentence; null: it holds
record QualityFinding(String name, Severity severity, String type, @Nullable String problem) {
  boolean failed() {
    return problem != null;
  }

  /// What the scan's answer to a check means.
  ///
  /// @param answer value of the check's column
  static QualityFinding of(QualityCheck check, @Nullable Object answer, Instant now) {
    return switch (check) {
      case QualityCheck.NotNull c -> rows(c, "not_null", answer, "have no value in " + c.column());
      case QualityCheck.Unique c ->
          rows(c, "unique", answer, "repeat another's " + String.join(", ", c.columns()));
      case QualityCheck.AcceptedValues c ->
          rows(c, "accepted_values", answer, "have another value in " + c.column());
      case QualityCheck.Range c ->
          rows(c, "range", answer, "lie outside of " + interval(c.min(), c.max()));
      case QualityCheck.RowCount c -> count(c, number(answer));
      case QualityCheck.Freshness c -> age(c, answer, now);
      case QualityCheck.CustomSql _ -> throw new IllegalArgumentException("has its own query");
    };
  }

  /// @param broken rows that the check's own query returned
  /// @param more there are even more
  static QualityFinding custom(QualityCheck.CustomSql check, int broken, boolean more) {
    String problem =
        broken == 0 ? null : (more ? "more than " : "") + broken + " rows break the rule";
    return new QualityFinding(check.name(), check.severity(), "custom_sql", problem);
  }

  private static QualityFinding rows(
      QualityCheck check, String type, @Nullable Object answer, String what) {
    long broken = number(answer);
    String problem = broken == 0 ? null : broken + (broken == 1 ? " row: " : " rows: ") + what;
    return new QualityFinding(check.name(), check.severity(), type, problem);
  }

  private static QualityFinding count(QualityCheck.RowCount check, long rows) {
    boolean holds =
        (check.min() == null || rows >= check.min())
            && (check.max() == null || rows <= check.max());
    String problem = holds ? null : rows + " rows, not " + interval(check.min(), check.max());
    return new QualityFinding(check.name(), check.severity(), "row_count", problem);
  }

  private static QualityFinding age(
      QualityCheck.Freshness check, @Nullable Object newest, Instant now) {
    return new QualityFinding(
        check.name(), check.severity(), "freshness", stale(check, newest, now));
  }

  private static @Nullable String stale(
      QualityCheck.Freshness check, @Nullable Object newest, Instant now) {
    if (newest == null) return "no row has a value in " + check.column();
    Instant at =
        switch (newest) {
          case Instant i -> i;
          case LocalDateTime t -> t.toInstant(ZoneOffset.UTC);
          case LocalDate d -> d.atStartOfDay().toInstant(ZoneOffset.UTC);
          default -> throw new IllegalStateException("not a time: " + newest.getClass());
        };
    if (!at.isBefore(now.minus(Duration.ofHours(check.maxAgeHours())))) return null;
    return "the newest %s is %s, more than %d hours ago"
        .formatted(check.column(), newest, check.maxAgeHours());
  }

  private static String interval(@Nullable Object min, @Nullable Object max) {
    return (min == null ? "any" : min) + " to " + (max == null ? "any" : max);
  }

  private static long number(@Nullable Object answer) {
    return answer == null ? 0 : ((Number) answer).longValue();
  }

  /// PASS, WARNING or FAIL.
  static String overall(List<QualityFinding> findings) {
    if (findings.stream().anyMatch(f -> f.failed() && f.severity() == Severity.ERROR))
      return "FAIL";
    return findings.stream().anyMatch(QualityFinding::failed) ? "WARNING" : "PASS";
  }
}
