package convergence.problem;

/// Carries a [Refusal] up from where a parser or binder met it to the edge. Where a *no* is an
/// ordinary answer (quota, duplicate, claim) it is a value instead.
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  public final Refusal refusal() {
    return refusal;
  }
}
