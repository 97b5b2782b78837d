package convergence.standalone;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import java.util.List;

/// What the command line says of a refusal that it met itself, in the words of the HTTP answer.
final class Refusals {
  private Refusals() {}

  static String sentence(Refusal refusal) {
    return switch (refusal) {
      case Refusal.BadRequest r -> told(r.detail(), r.errors());
      case Refusal.OutOfBounds r -> told(r.detail(), r.errors());
      case Refusal.PlanDrift r -> told(r.detail(), r.errors());
      case Refusal.BadTemplate r -> r.file() + " cannot be used." + listed(r.file(), r.errors());
      case Refusal.NotFound r -> r.detail();
      case Refusal.Conflict r -> r.detail();
      case Refusal.Forbidden r -> r.detail();
      case Refusal.Unauthenticated r -> r.detail();
      case Refusal.Unavailable r -> r.detail();
      case Refusal.TenantNotActive r -> "The tenant is " + r.status() + "; runs cannot start.";
      case Refusal.QuotaExceeded r -> r.limit().sentence();
      case Refusal.KeyReused _,
          Refusal.RateLimited _,
          Refusal.TooLarge _,
          Refusal.UnsupportedMediaType _,
          Refusal.Misdirected _ ->
          refusal.code();
    };
  }

  private static String told(String detail, List<FieldError> errors) {
    boolean said = errors.size() == 1 && errors.getFirst().detail().equals(detail);
    return said && errors.getFirst().line() == null
        ? detail + " (" + errors.getFirst().pointer() + ")"
        : detail + listed("", errors);
  }

  private static String listed(String file, List<FieldError> errors) {
    var text = new StringBuilder();
    for (var error : errors) {
      text.append("\n  ").append(file.isEmpty() ? error.pointer() : file);
      if (error.line() != null) text.append(':').append(error.line());
      if (error.line() != null && error.column() != null) text.append(':').append(error.column());
      text.append(' ').append(error.detail());
    }
    return text.toString();
  }
}
