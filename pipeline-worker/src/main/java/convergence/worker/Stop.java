package convergence.worker;

/// Why an attempt of a step is told to stop before its end.
enum Stop {
  /// Somebody cancelled the run.
  CANCELLED,
  /// The step's time is over.
  STEP_TIMEOUT,
  /// The run's time is over.
  RUN_TIMEOUT,
  /// The run is no longer this worker's: it must go on elsewhere, so nothing of it is cancelled.
  GIVEN_UP
}
