package convergence.standalone;

import convergence.problem.FieldError;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What `validate` has to say of one place, as `--format json` prints it.
///
/// @param severity `error` or `warning`
record Finding(
    String severity,
    String file,
    @Nullable Integer line,
    @Nullable Integer column,
    String key,
    String message) {
  static final Comparator<Finding> IN_ORDER =
      Comparator.comparing(Finding::file)
          .thenComparing(finding -> Objects.requireNonNullElse(finding.line(), 0))
          .thenComparing(finding -> Objects.requireNonNullElse(finding.column(), 0));

  static Finding of(String severity, String file, FieldError error) {
    return new Finding(
        severity, file, error.line(), error.column(), error.pointer(), error.detail());
  }

  String text() {
    return "%s:%d:%d %s: %s%s"
        .formatted(
            file,
            Objects.requireNonNullElse(line, 1),
            Objects.requireNonNullElse(column, 1),
            severity,
            key.isEmpty() ? "" : key + ": ",
            message);
  }
}
