package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.CastElement.Kind.DAY;
import static convergence.embedded.duckdb.sql.CastElement.Kind.HALF;
import static convergence.embedded.duckdb.sql.CastElement.Kind.HOUR;
import static convergence.embedded.duckdb.sql.CastElement.Kind.MINUTE;
import static convergence.embedded.duckdb.sql.CastElement.Kind.MONTH;
import static convergence.embedded.duckdb.sql.CastElement.Kind.SECOND;
import static convergence.embedded.duckdb.sql.CastElement.Kind.YEAR;

import convergence.embedded.duckdb.sql.CastElement.Kind;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which patterns of CAST … FORMAT are none, before any row is read: BigQuery's own errors.
final class CastPatterns {
  private static final Set<Kind> DATES = EnumSet.of(YEAR, MONTH, DAY);
  private static final Set<Kind> TIMES = EnumSet.of(HOUR, MINUTE, SECOND, HALF);

  /// An hour of one half of the day and the half go together.
  private static final Set<String> HALF_DAYS = Set.of("HH", "HH12");

  private CastPatterns() {}

  /// A pattern by which `type` is written.
  static void checkWritten(String pattern, SqlType type) {
    for (var element : elements(pattern)) {
      if (!allows(type, element.kind()))
        throw fault(type + " does not support '" + element.name() + "'");
      if (!element.isWritten())
        throw Unsupported.of("the element " + element.name() + " of CAST … FORMAT");
    }
  }

  /// A pattern by which a text is read as `type`.
  static void checkRead(String pattern, SqlType type) {
    var elements = elements(pattern);
    Set<String> names = new HashSet<>();
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (var element : elements) {
      String name = "'" + element.name() + "'";
      if (!element.isRead())
        throw fault("Format element " + name + " is not supported for parsing");
      if (!allows(type, element.kind()))
        throw fault("Format element " + name + " is not allowed for output type " + type);
      if (element.kind() == Kind.LITERAL) continue;
      boolean again = !names.add(element.name());
      if (!kinds.add(element.kind()) && (again || element.kind().once()))
        throw fault("More than one format element in category " + element.kind() + ": " + name);
    }
    boolean half = names.stream().anyMatch(HALF_DAYS::contains);
    if (half != kinds.contains(HALF))
      throw fault("Format elements HH or HH12 and A.M. or P.M. are required together");
    if (names.contains("SSSSS")
        && (kinds.contains(HOUR) || kinds.contains(MINUTE) || names.contains("SS")))
      throw fault("Format element 'SSSSS' and one of the hour, minute or second cannot coexist");
  }

  private static List<CastElement> elements(String pattern) {
    try {
      return CastElement.of(pattern);
    } catch (QueryError e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private static boolean allows(SqlType type, Kind kind) {
    return kind == Kind.LITERAL
        || switch (type) {
          case DATE -> DATES.contains(kind);
          case TIME -> TIMES.contains(kind);
          case DATETIME -> DATES.contains(kind) || TIMES.contains(kind);
          default -> true;
        };
  }

  private static SqlFault fault(String message) {
    return new SqlFault("unresolved", message, 0, 0);
  }
}
