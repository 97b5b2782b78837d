package convergence.plan;

import convergence.template.QualityCheck;
import org.jspecify.annotations.Nullable;

/// Quality checks in a reviewer's words.
final class Expectations {
  private Expectations() {}

  static PlanReview.Check of(QualityCheck check) {
    String sql = check instanceof QualityCheck.CustomSql custom ? custom.query().text() : null;
    return new PlanReview.Check(
        check.name(), type(check), check.severity().name(), told(check), sql);
  }

  private static String type(QualityCheck check) {
    return switch (check) {
      case QualityCheck.NotNull _ -> "not_null";
      case QualityCheck.Unique _ -> "unique";
      case QualityCheck.AcceptedValues _ -> "accepted_values";
      case QualityCheck.Range _ -> "range";
      case QualityCheck.RowCount _ -> "row_count";
      case QualityCheck.Freshness _ -> "freshness";
      case QualityCheck.CustomSql _ -> "custom_sql";
    };
  }

  private static String told(QualityCheck check) {
    return switch (check) {
      case QualityCheck.NotNull it -> it.column() + " is never NULL";
      case QualityCheck.Unique it -> String.join(", ", it.columns()) + " together are unique";
      case QualityCheck.AcceptedValues it ->
          it.column() + " is one of " + String.join(", ", it.values());
      case QualityCheck.Range it -> it.column() + " is " + between(it.min(), it.max());
      case QualityCheck.RowCount it ->
          "the number of rows is " + between(text(it.min()), text(it.max()));
      case QualityCheck.Freshness it ->
          "the newest " + it.column() + " is at most " + it.maxAgeHours() + " h old";
      case QualityCheck.CustomSql _ -> "its SQL finds no row";
    };
  }

  private static @Nullable String text(@Nullable Long bound) {
    return bound == null ? null : bound.toString();
  }

  private static String between(@Nullable String min, @Nullable String max) {
    if (min != null && max != null) return "from " + min + " to " + max;
    if (min != null) return "at least " + min;
    return max == null ? "anything" : "at most " + max;
  }
}
