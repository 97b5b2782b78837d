package convergence.credential;

/// What became of sealing anew.
///
/// @param done secrets that lie under the new key now
/// @param failed tenants whose secrets could not be opened; they stay as they were
public record Resealed(int done, int failed) {
  public Resealed plus(Resealed other) {
    return new Resealed(done + other.done, failed + other.failed);
  }
}
