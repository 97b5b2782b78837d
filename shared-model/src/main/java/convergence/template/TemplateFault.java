package convergence.template;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import java.util.List;

/// A file of the catalogue that cannot be used as it is.
///
/// @param file `configs/p/d/t.yml`, never a path of the machine
/// @param keepsLastGood an earlier good version is still served
public record TemplateFault(
    TemplateKey key, String file, List<FieldError> errors, boolean keepsLastGood) {
  public TemplateFault {
    errors = List.copyOf(errors);
  }

  /// The answer to starting it.
  public Refusal refusal() {
    return new Refusal.BadTemplate(file, errors);
  }
}
