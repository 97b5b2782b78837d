package convergence.template;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import convergence.warehouse.BoundSql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One expectation about a table.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = QualityCheck.NotNull.class, name = "not_null"),
  @JsonSubTypes.Type(value = QualityCheck.Unique.class, name = "unique"),
  @JsonSubTypes.Type(value = QualityCheck.AcceptedValues.class, name = "accepted_values"),
  @JsonSubTypes.Type(value = QualityCheck.Range.class, name = "range"),
  @JsonSubTypes.Type(value = QualityCheck.RowCount.class, name = "row_count"),
  @JsonSubTypes.Type(value = QualityCheck.Freshness.class, name = "freshness"),
  @JsonSubTypes.Type(value = QualityCheck.CustomSql.class, name = "custom_sql"),
})
public sealed interface QualityCheck {
  /// Shown in `failed_expectations`.
  String name();

  Severity severity();

  enum Severity {
    WARNING,
    ERROR
  }

  /// No row has NULL there.
  record NotNull(String name, Severity severity, String column) implements QualityCheck {}

  /// No two rows have the same values there; NULL equals NULL.
  record Unique(String name, Severity severity, List<String> columns) implements QualityCheck {
    public Unique {
      columns = List.copyOf(columns);
    }
  }

  /// Every non-NULL value is one of these (STRING columns).
  record AcceptedValues(String name, Severity severity, String column, List<String> values)
      implements QualityCheck {
    public AcceptedValues {
      values = List.copyOf(values);
    }
  }

  /// Every non-NULL value lies between the bounds, both inclusive; decimal text, null: open.
  record Range(
      String name, Severity severity, String column, @Nullable String min, @Nullable String max)
      implements QualityCheck {}

  /// The table has this many rows; null: open.
  record RowCount(String name, Severity severity, @Nullable Long min, @Nullable Long max)
      implements QualityCheck {}

  /// The newest value of a DATE or TIMESTAMP column is at most this old.
  record Freshness(String name, Severity severity, String column, int maxAgeHours)
      implements QualityCheck {}

  /// A query that returns the rows that break the rule; none is PASS.
  record CustomSql(String name, Severity severity, BoundSql query) implements QualityCheck {}
}
