package convergence.googlesql.ir;

import convergence.warehouse.SqlFault;

/// The refusal of a construct that has no exact translation.
public final class Unsupported {
  /// What each such refusal says of its construct.
  public static final String REASON = "is not supported by the embedded warehouse";

  private Unsupported() {}

  /// @param construct what was written, as a person knows it
  public static SqlFault of(String construct) {
    return new SqlFault(
        "unsupported", construct + " " + REASON + "; write it in another way", 0, 0);
  }
}
