package convergence.standalone.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One case, as it stands in a file. docs/testing-pipelines.md explains each field.
///
/// @param name absent: the file's name, with a number when it holds several
/// @param template `provider/domain/template`
/// @param tenant whose run it is
/// @param parameters of the run
/// @param files put into the tenant's folder: text, or an array of objects as JSON lines
/// @param tables rows of tables that are there before, by `table` or `dataset.table`
/// @param before runs that must complete first
public record PipelineCase(
    @Nullable String name,
    String template,
    @Nullable String tenant,
    @Nullable Map<String, JsonNode> parameters,
    @Nullable Map<String, JsonNode> files,
    @Nullable Map<String, Given> tables,
    @Nullable List<Before> before,
    Expected expect) {
  public PipelineCase {
    tenant = Objects.requireNonNullElse(tenant, "test_tenant");
    parameters = Objects.requireNonNullElse(parameters, Map.of());
    files = Objects.requireNonNullElse(files, Map.of());
    tables = Objects.requireNonNullElse(tables, Map.of());
    before = Objects.requireNonNullElse(before, List.of());
  }

  /// A table before the run.
  ///
  /// @param schema columns as in a template's `source.schema`; absent: inferred from the rows
  public record Given(@Nullable List<JsonNode> schema, List<JsonNode> rows) {}

  /// A run before the run.
  public record Before(String template, @Nullable Map<String, JsonNode> parameters) {
    public Before {
      parameters = Objects.requireNonNullElse(parameters, Map.of());
    }
  }

  /// What must come of it. Either `refusal`, or the run's end and what it left.
  ///
  /// @param status absent: COMPLETED
  /// @param steps statuses by step_id; those that are not named may be anything
  /// @param tables rows of tables of the tenant's dataset
  /// @param queries GoogleSQL and its rows
  public record Expected(
      @Nullable String status,
      @Nullable String errorCode,
      @Nullable String errorContains,
      @Nullable Map<String, String> steps,
      @Nullable Map<String, Rows> tables,
      @Nullable List<Asked> queries,
      @Nullable Refusal refusal) {
    public Expected {
      status = Objects.requireNonNullElse(status, "COMPLETED");
      steps = Objects.requireNonNullElse(steps, Map.of());
      tables = Objects.requireNonNullElse(tables, Map.of());
      queries = Objects.requireNonNullElse(queries, List.of());
    }
  }

  /// Rows, of which each names the columns that matter.
  ///
  /// @param ordered absent: in any order
  /// @param count how many rows there are, when they are not listed
  public record Rows(
      @Nullable List<JsonNode> rows, @Nullable Boolean ordered, @Nullable Integer count) {}

  public record Asked(String sql, @Nullable List<JsonNode> rows, @Nullable Boolean ordered) {}

  /// @param contains a part of the detail or of one of the errors
  public record Refusal(String code, @Nullable String contains) {}
}
