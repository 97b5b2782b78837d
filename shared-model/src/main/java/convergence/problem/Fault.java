package convergence.problem;

import org.jspecify.annotations.Nullable;

/// What went wrong while a step or a port did its work. Only [Transient] is worth another attempt.
public abstract sealed class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;

  Fault(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// A stable lower-case name for the books (`error_code`), e.g. `sql_invalid`, `file_not_found`.
  public final String code() {
    return code;
  }

  /// The world may do better next time: conflict, rate limit, lost connection.
  public static final class Transient extends Fault {
    private static final long serialVersionUID = 1L;

    public Transient(String code, String message, @Nullable Throwable cause) {
      super(code, message, cause);
    }

    public Transient(String code, String message) {
      this(code, message, null);
    }
  }

  /// Trying again gives the same answer: bad SQL, bad data, missing table.
  public static final class Permanent extends Fault {
    private static final long serialVersionUID = 1L;

    public Permanent(String code, String message, @Nullable Throwable cause) {
      super(code, message, cause);
    }

    public Permanent(String code, String message) {
      this(code, message, null);
    }
  }

  /// The time allowed for it is over.
  public static final class TimedOut extends Fault {
    private static final long serialVersionUID = 1L;

    public TimedOut(String message) {
      super("timeout", message, null);
    }
  }

  /// It was asked to stop, and did.
  public static final class Cancelled extends Fault {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message) {
      super("cancelled", message, null);
    }
  }
}
