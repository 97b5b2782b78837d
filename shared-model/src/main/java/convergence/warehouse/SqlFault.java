package convergence.warehouse;

/// SQL that does not parse, does not resolve, or holds what we refuse. The message names the construct
/// and what to do.
public final class SqlFault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final int line;
  private final int column;

  /// @param code `syntax`, `unresolved`, `unsupported`, `unknown_variable`, `unsafe_binding`, `too_large`, `timeout`
  /// @param line 1-based within the statement's text, 0: unknown
  /// @param column 1-based, 0: unknown
  public SqlFault(String code, String message, int line, int column) {
    super(message);
    this.code = code;
    this.line = line;
    this.column = column;
  }

  public String code() {
    return code;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
