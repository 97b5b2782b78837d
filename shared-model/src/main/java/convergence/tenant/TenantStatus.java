package convergence.tenant;

/// A tenant's standing. Runs start only when ACTIVE or TRIAL.
public enum TenantStatus {
  ACTIVE,
  TRIAL,
  SUSPENDED,
  CANCELLED;

  public boolean mayStartRuns() {
    return this == ACTIVE || this == TRIAL;
  }
}
