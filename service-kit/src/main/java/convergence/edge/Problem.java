package convergence.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import convergence.problem.FieldError;
import java.util.List;

/// A problem document (RFC 9457). `instance`, and `request_id` are all that differs between two refusals of
/// the same kind, so that they tell nothing of what they hide.
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    String code,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Wrong> errors,
    String requestId) {
  public Problem {
    errors = List.copyOf(errors);
  }

  static Problem of(
      ProblemCode code, String detail, String instance, List<FieldError> errors, String requestId) {
    return new Problem(
        "/docs/problems#" + code.code(),
        code.title(),
        code.status(),
        detail,
        instance,
        code.code(),
        errors.stream().map(Wrong::of).toList(),
        requestId);
  }

  /// One place that is wrong.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Wrong(
      String pointer,
      String detail,
      @org.jspecify.annotations.Nullable Integer line,
      @org.jspecify.annotations.Nullable Integer column) {
    public static Wrong of(FieldError error) {
      return new Wrong(error.pointer(), error.detail(), error.line(), error.column());
    }
  }
}
