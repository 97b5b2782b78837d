package convergence.plan;

import convergence.warehouse.Column;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything about a run that can be told before it: what it does with which tables, what it costs, what holds
/// it to quality, and whether it may start.
///
/// @param planHash names template, parameters, SQL and schemas; see [PlanFingerprint]
/// @param file the template's
/// @param waves step ids that may run at the same time, wave after wave
/// @param estimatedBytes sum of what is known; null: nothing is
/// @param estimateComplete no step's size is unknown
/// @param usdPerTib the price that the estimate is made with
/// @param secrets names of the secrets that steps use
public record PlanReview(
    String planHash,
    String tenantId,
    String dataset,
    String pipelineId,
    String template,
    String file,
    String description,
    Map<String, Object> parameters,
    List<List<String>> waves,
    List<Step> steps,
    List<String> tablesRead,
    List<String> tablesWritten,
    @Nullable Long estimatedBytes,
    @Nullable BigDecimal estimatedPriceUsd,
    boolean estimateComplete,
    BigDecimal usdPerTib,
    List<Gate> qualityGates,
    List<String> secrets,
    Quota quota,
    List<String> warnings) {
  /// @param wave from 1
  /// @param sql GoogleSQL as it will run; null: the step has none
  /// @param reads tables, views and what is below them
  /// @param columnsRead the columns that it takes, for whatever purpose, of each table that is no view
  /// @param estimateNote why the size is unknown; null: it is known, or there is none
  /// @param settings of the step's type, what the other fields do not say
  public record Step(
      String stepId,
      int index,
      String psType,
      String description,
      int wave,
      List<String> dependsOn,
      String trigger,
      String onFailure,
      long timeoutSeconds,
      int retryAttempts,
      @Nullable String sql,
      List<SqlParameter> sqlParameters,
      List<String> reads,
      Map<String, List<String>> columnsRead,
      List<String> writes,
      @Nullable Target destination,
      List<Origin> lineage,
      @Nullable Long estimatedBytes,
      @Nullable BigDecimal estimatedPriceUsd,
      @Nullable String estimateNote,
      Map<String, Object> settings) {}

  /// @param name as in the SQL, behind `@`
  /// @param variable of the template that gives the value
  public record SqlParameter(String name, String type, String variable, @Nullable String value) {}

  /// @param partition the day that is overwritten; null: the whole table
  /// @param exists whether the table is there now
  public record Target(
      String table,
      String writeMode,
      List<String> mergeKeys,
      @Nullable String partitionField,
      @Nullable String partition,
      boolean recreate,
      Map<String, String> labels,
      boolean exists,
      List<Field> columns) {}

  /// @param mode NULLABLE, REQUIRED or REPEATED
  public record Field(String name, String type, String mode, List<Field> fields) {
    static Field of(Column column) {
      String mode = column.repeated() ? "REPEATED" : column.required() ? "REQUIRED" : "NULLABLE";
      return new Field(
          column.name(),
          column.type().name(),
          mode,
          column.fields().stream().map(Field::of).toList());
    }
  }

  /// @param sources `dataset.table.column`; none for a constant
  public record Origin(String column, List<String> sources) {}

  /// @param blocking a failed check of severity ERROR fails the run
  public record Gate(
      String stepId, String table, String dqConfig, boolean blocking, List<Check> checks) {}

  /// @param expects what must be, in words
  public record Check(
      String name, String type, String severity, String expects, @Nullable String sql) {}

  /// @param reason in the words that a start would be refused with; null: it would not
  public record Quota(
      boolean allowed,
      @Nullable String reason,
      String plan,
      long runsToday,
      @Nullable Integer dailyLimit,
      long runsThisMonth,
      @Nullable Integer monthlyLimit,
      @Nullable Integer concurrentLimit,
      Instant resetsAt) {}
}
