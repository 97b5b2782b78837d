package convergence.embedded.duckdb.geography;

/// What is no geography, or an answer that would not be BigQuery's for sure.
public final class GeographyFault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean refusal;

  private GeographyFault(String message, boolean refusal) {
    super(message, null, false, false);
    this.refusal = refusal;
  }

  static GeographyFault wrong(String message) {
    return new GeographyFault(message, false);
  }

  /// @param construct what has no sure answer here
  public static GeographyFault refusal(String construct) {
    return new GeographyFault(construct, true);
  }

  /// @return the message names a construct that is refused; else it is an error that BigQuery has, too
  public boolean isRefusal() {
    return refusal;
  }
}
