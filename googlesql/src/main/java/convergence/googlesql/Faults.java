package convergence.googlesql;

import com.google.zetasql.SqlException;
import com.google.zetasql.io.grpc.Status;
import com.google.zetasql.io.grpc.StatusRuntimeException;
import convergence.warehouse.SqlFault;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What ZetaSQL throws, as [SqlFault].
final class Faults {
  private static final Pattern LOCATED = Pattern.compile("(?s)(.*?) \\[at (\\d+):(\\d+)\\].*");

  private Faults() {}

  static RuntimeException of(@Nullable Throwable thrown) {
    return switch (thrown) {
      case SqlFault fault -> fault;
      case NativeLibrary.UnsupportedPlatform e -> unsupported(e);
      case StackOverflowError _ -> tooDeep();
      case SqlException e when e.getCause() instanceof StatusRuntimeException status -> of(status);
      case StatusRuntimeException status -> of(status);
      // Literals of some types cannot be read back in Java.
      case IllegalArgumentException e
          when String.valueOf(e.getMessage()).startsWith("Type not supported") ->
          unsupported(e);
      case RuntimeException e -> e;
      case null, default -> new IllegalStateException("the SQL analysis failed", thrown);
    };
  }

  /// The same, of a text: ZetaSQL's columns count a tab up to the next multiple of eight, ours as one.
  static RuntimeException of(@Nullable Throwable thrown, String text) {
    RuntimeException known = of(thrown);
    if (!(known instanceof SqlFault fault) || fault.line() == 0 || text.indexOf('\t') < 0)
      return known;
    int at = Utf8.index(text, fault.line(), 1);
    int column = 1;
    for (int seen = 1; seen < fault.column() && at < text.length(); column++) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      seen = c == '\t' ? (seen - 1) / 8 * 8 + 9 : seen + 1;
    }
    return new SqlFault(fault.code(), String.valueOf(fault.getMessage()), fault.line(), column);
  }

  static SqlFault tooDeep() {
    return new SqlFault(
        "too_large", "the SQL nests too deeply (about 500 levels are allowed); break it up", 0, 0);
  }

  private static SqlFault unsupported(RuntimeException e) {
    var fault = new SqlFault("unsupported", String.valueOf(e.getMessage()), 0, 0);
    fault.initCause(e);
    return fault;
  }

  private static RuntimeException of(StatusRuntimeException e) {
    Status status = e.getStatus();
    String said = status.getDescription() == null ? "" : status.getDescription();
    // FORMAT of a RANGE.
    if (said.startsWith("Invalid type for ")) return located("unsupported", said);
    // TIMESTAMP(12), which BigQuery has.
    if (said.startsWith("Timestamp precision type parameter")) return located("unsupported", said);
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE ->
          located(said.startsWith("Syntax error") ? "syntax" : "unresolved", said);
      case UNIMPLEMENTED -> located("unsupported", said);
      case RESOURCE_EXHAUSTED -> tooDeep();
      case CANCELLED, UNKNOWN, INTERNAL ->
          said.contains("Failed to read message")
                  || said.contains("recursion")
                  || e.getCause() instanceof StackOverflowError
              ? tooDeep()
              : e;
      default -> e;
    };
  }

  private static SqlFault located(String code, String said) {
    var match = LOCATED.matcher(said);
    if (!match.matches()) return new SqlFault(code, oneLine(said), 0, 0);
    return new SqlFault(
        code,
        oneLine(match.group(1)),
        Integer.parseInt(match.group(2)),
        Integer.parseInt(match.group(3)));
  }

  private static String oneLine(String said) {
    return said.replaceAll("\\s*\\R\\s*", "; ");
  }
}
