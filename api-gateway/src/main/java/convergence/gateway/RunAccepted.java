package convergence.gateway;

import convergence.run.Run;

/// The body of a start's answer (seed 001 §3, seed 002).
public record RunAccepted(
    String pipelineLoggingId, String pipelineId, String status, String message, boolean duplicate) {
  /// A run that the ledger has just taken in, or the repeated answer of its Idempotency-Key.
  static RunAccepted accepted(Run run) {
    return new RunAccepted(
        run.id().toString(),
        run.pipelineId(),
        "PENDING",
        "Pipeline run accepted; read its status at the Location.",
        false);
  }

  /// The same run is open already.
  static RunAccepted duplicate(Run run) {
    return new RunAccepted(
        run.id().toString(),
        run.pipelineId(),
        run.state().status(),
        "The same run is open already; this is it.",
        true);
  }
}
