package convergence.googlesql.ir;

import convergence.warehouse.SqlFault;

/// The refusal of a construct that has no exact translation.
public final class Unsupported {
  private Unsupported() {}

  /// @param construct what was written, as a person knows it
  public static SqlFault of(String construct) {
    return new SqlFault(
        "unsupported",
        construct + " is not supported by the embedded warehouse; write it in another way",
        0,
        0);
  }
}
