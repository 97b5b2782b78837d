package convergence.warehouse;

/// A job's id, derived from run, step and attempt, so that whoever comes after a crash knows it:
/// letters, digits, `_` and `-`, at most 200.
public record JobId(String value) {
  public JobId {
    if (!value.matches("[A-Za-z0-9_-]{1,200}")) throw new IllegalArgumentException(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
